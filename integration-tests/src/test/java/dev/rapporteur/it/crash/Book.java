package dev.rapporteur.it.crash;

import java.util.Map;

/**
 * One way to decide, with a database: a connection definition and a data source of the same name, and topics
 * that begin with it.
 */
enum Book {
    /** Two phases. */
    XA("xa", DataSource.POSTGRES_XA, ""),
    /** PostgreSQL decides, and proves it by the transaction's id. */
    BY_ID("id", DataSource.POSTGRES, "TRANSACTION_ID"),
    /** PostgreSQL decides, and proves it by a row. */
    BY_TABLE("table", DataSource.POSTGRES, "TABLE"),
    /** Two phases with the H2 of the server. */
    H2_XA("h2-xa", DataSource.H2_XA, ""),
    /** The H2 of the server decides. */
    H2_BY_TABLE("h2-table", DataSource.H2, "TABLE"),
    /**
     * Two phases, and PostgreSQL in one phase as the last resource. It commits before the transaction manager has logged that it
     * does; what falls into that gap has its rows, and loses its reports.
     */
    LAST_RESOURCE("last", DataSource.POSTGRES, "");

    private final String title;
    private final DataSource source;
    /** By which its database decides; empty if the transaction manager does. */
    private final String proof;

    Book(String title, DataSource source, String proof) {
        this.title = title;
        this.source = source;
        this.proof = proof;
    }

    /** Its name everywhere. */
    String title() {
        return title;
    }

    DataSource source() {
        return source;
    }

    /** Of its connection definition, beside the name. */
    Map<String, String> settings() {
        return proof.isEmpty()
                ? Map.of()
                : Map.of(
                        "decision",
                        "DATABASE",
                        "decisionDataSource",
                        source.jndiName(title),
                        "decisionProof",
                        proof,
                        "createDecisionTable",
                        "true");
    }

    boolean isDecidedByDatabase() {
        return !proof.isEmpty();
    }

    /** Whether the transaction manager alone decides, so that a commit that it says has failed is rolled back for sure. */
    boolean isSureOfFailure() {
        return source.isXa();
    }

    /** Whether a transaction of which no client was told anything certain may leave its rows without reports. */
    boolean mayLoseInTheGap() {
        return this == LAST_RESOURCE;
    }
}
