package dev.rapporteur.impl.decision;

import java.sql.SQLException;

/** What an SQLException means for us, by its SQLState; by the product's own number where that says more. */
enum SqlError {
    /** The key is there already. */
    DUPLICATE,
    /** Another transaction stood in the way, for longer than was waited, or this one was chosen to give way. */
    LOCKED,
    /** The table isn't there. */
    NO_TABLE,
    /** The table has other columns. */
    WRONG_COLUMNS,
    /** The user may not do that. */
    NOT_ALLOWED,
    /** The database takes no writes: a standby, or set so. */
    READ_ONLY,
    /** Anything else, above all that the database can't be reached: classes 08, 53, 57P0x, and pools' own, which have no SQLState. */
    OTHER;

    private static final int H2_NOT_ENOUGH_RIGHTS = 90096;
    private static final int H2_READ_ONLY = 90097;
    private static final int MARIADB_LOCK_WAIT_TIMEOUT = 1205;
    private static final int MARIADB_DEADLOCK = 1213;
    private static final int MARIADB_READ_ONLY = 1290;
    private static final int MARIADB_STATEMENT_TIMEOUT = 1969;

    static SqlError of(Product product, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (product) {
            case H2 -> ofH2(state, e.getErrorCode());
            case MARIADB -> ofMariaDb(state, e.getErrorCode());
            case POSTGRESQL, OTHER -> byState(state);
        };
    }

    private static SqlError ofH2(String state, int code) {
        return switch (code) {
            case H2_NOT_ENOUGH_RIGHTS -> NOT_ALLOWED;
            case H2_READ_ONLY -> READ_ONLY;
            default -> byState(state);
        };
    }

    private static SqlError ofMariaDb(String state, int code) {
        return switch (code) {
            case MARIADB_LOCK_WAIT_TIMEOUT, MARIADB_DEADLOCK, MARIADB_STATEMENT_TIMEOUT -> LOCKED;
            case MARIADB_READ_ONLY -> READ_ONLY;
            default -> state.equals("42000") ? NOT_ALLOWED : byState(state);
        };
    }

    private static SqlError byState(String state) {
        return switch (state) {
            case "55P03", "57014", "HYT00" -> LOCKED;
            case "42P01", "42S02", "42S03", "42S04", "3F000", "90079" -> NO_TABLE;
            case "42703", "42804", "42S22", "21S01", "22001", "22P02" -> WRONG_COLUMNS;
            case "42501" -> NOT_ALLOWED;
            case "25006" -> READ_ONLY;
            default -> byClass(state);
        };
    }

    private static SqlError byClass(String state) {
        if (state.startsWith("23")) {
            return DUPLICATE;
        }
        return state.startsWith("40") ? LOCKED : OTHER;
    }
}
