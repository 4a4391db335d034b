package dev.rapporteur.impl.decision;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A connection on which statements of ours are made. */
interface Session {

    /** A statement that can't take long. */
    PreparedStatement prepare(String sql) throws SQLException;
}
