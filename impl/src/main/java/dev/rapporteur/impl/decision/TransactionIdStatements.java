package dev.rapporteur.impl.decision;

/** The statements to PostgreSQL about transaction ids. All read the epoch, for which their user needs the role pg_read_all_stats. */
final class TransactionIdStatements {

    /**
     * The epoch of now, as {@link TransactionIdProof.Epoch#text}; no row if the user may not see the checkpointer. The timeline is that
     * of the WAL that is being written: the control file's is that of the last checkpoint, and after a promotion an old one for a while.
     */
    private static final String EPOCH = "SELECT s.system_identifier || ' ' || "
            + "('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int || ' ' || "
            + "(extract(epoch FROM a.backend_start) * 1000000)::bigint "
            + "FROM pg_control_system() s, pg_stat_activity a WHERE a.backend_type = 'checkpointer'";

    /**
     * The epoch of this session, as a text; NULL if its user may not see it. A session lives within one life of the server, so it is
     * read once and kept in a setting of the session; if a rollback or DISCARD takes that back, it is read again. As a subquery it
     * would be made ready each time, at a cost, though hardly ever run; ts_stat runs a text only when
     * it comes to that, and gives what this selects.
     */
    private static final String SESSION_EPOCH =
            "CASE WHEN coalesce(current_setting('rapporteur.epoch', true), '') = '' "
                    + "THEN set_config('rapporteur.epoch', (SELECT word FROM ts_stat('SELECT array_to_tsvector(ARRAY[e.epoch]) "
                    + "FROM (" + EPOCH.replace("'", "''") + ") AS e(epoch)')), false) "
                    + "ELSE current_setting('rapporteur.epoch') END";

    private static final String NOW_US = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /** Gives the transaction an id, has its commit wait for the disk, and reads what the id is worth. */
    static final String TAKE = "SELECT pg_current_xact_id()::text, pg_logical_emit_message(true, 'rapporteur', ''), "
            + SESSION_EPOCH + ", current_setting('synchronous_commit'), " + NOW_US;

    /** Whether the server is a standby; epoch and time of now, unless it is. */
    static final String EPOCH_NOW =
            "SELECT pg_is_in_recovery(), CASE WHEN NOT pg_is_in_recovery() THEN " + SESSION_EPOCH + " END, " + NOW_US;

    /**
     * The same, and for each id what the server knows: 'ahead' if it was not given out or is among the latest, of which pg_xact_status
     * would be an error; else its word, NULL if its history was trimmed, and the time of its commit, where the server keeps it. The
     * parameter is an array of texts. A standby knows nothing.
     */
    static final String STATUS = "SELECT self.*, i.id::text, "
            + "CASE WHEN i.id >= pg_snapshot_xmax(pg_current_snapshot()) THEN 'ahead' ELSE pg_xact_status(i.id) END, "
            + "CASE WHEN i.id < pg_snapshot_xmax(pg_current_snapshot()) "
            + "AND current_setting('track_commit_timestamp')::boolean "
            + "AND pg_xact_status(i.id) = 'committed' "
            + "THEN (extract(epoch FROM pg_xact_commit_timestamp(i.id::xid)) * 1000000)::bigint END "
            + "FROM (" + EPOCH_NOW
            + ") AS self LEFT JOIN unnest(?::text[]::xid8[]) AS i(id) ON NOT self.pg_is_in_recovery";

    private TransactionIdStatements() {}
}
