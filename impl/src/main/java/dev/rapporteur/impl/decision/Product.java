package dev.rapporteur.impl.decision;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** The database products whose locks, errors and settings are known here. */
enum Product {
    POSTGRESQL("postgresql"),
    H2("h2"),
    /** MySQL, too: its InnoDB is the same in what is asked of it here. */
    MARIADB("mariadb"),
    OTHER("other");

    private final String fileName;

    Product(String fileName) {
        this.fileName = fileName;
    }

    /** By what the driver says. */
    static Product of(Connection connection) throws SQLException {
        return of(connection.getMetaData().getDatabaseProductName());
    }

    /** By the name that drivers give. */
    static Product of(String productName) {
        return switch (productName.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> POSTGRESQL;
            case "h2" -> H2;
            case "mariadb", "mysql" -> MARIADB;
            default -> OTHER;
        };
    }

    /** The resource beside this class with the table's DDL. */
    String ddlFile() {
        return fileName + ".sql";
    }
}
