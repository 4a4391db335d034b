package dev.rapporteur.impl.decision;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections to one database come from. For any thread. */
@FunctionalInterface
public interface Connections {

    /** A connection, which whoever takes it closes: the caller's transaction's own, if there is one. */
    Connection get() throws SQLException;
}
