package dev.rapporteur.impl.decision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The decision table, as databases are told to make it. */
public final class DecisionTable {

    /** What it is called if nothing else is said. */
    public static final String DEFAULT_NAME = "rapporteur_decision";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

    private DecisionTable() {}

    /**
     * The DDL, with a comment that says what the table is for and which rights are needed.
     *
     * @param product the database's name as its driver gives it; one that isn't known gets the SQL standard's DDL
     * @param tableName perhaps with its schema
     * @throws IllegalArgumentException if that is no table's name
     */
    public static String ddl(String product, String tableName) {
        return ddl(Product.of(product), tableName);
    }

    static String ddl(Product product, String tableName) {
        String file = product.ddlFile();
        try (InputStream ddl = DecisionTable.class.getResourceAsStream(file)) {
            if (ddl == null) {
                throw new IllegalStateException("The resource " + file + " is missing beside " + DecisionTable.class);
            }
            return new String(ddl.readAllBytes(), StandardCharsets.UTF_8).replace("${table}", checked(tableName));
        } catch (IOException e) {
            throw new UncheckedIOException("The resource " + file + " can't be read", e);
        }
    }

    /** The name stands in statements as it is, so it may be nothing else than a name. */
    static String checked(String tableName) {
        if (!NAME.matcher(tableName).matches()) {
            throw new IllegalArgumentException("\"" + tableName
                    + "\" is no table's name. Use letters, digits and underscores, and at most one dot after a schema.");
        }
        return tableName;
    }

    /** The DDL without comments and without its semicolon: drivers take one statement. */
    static String statement(Product product, String tableName) {
        return ddl(product, tableName).replaceAll("--[^\n]*", "").replace(";", "").strip();
    }
}
