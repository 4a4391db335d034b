package dev.rapporteur.impl.decision;

/** The statements to PostgreSQL about transaction ids. Those about the epoch need the role pg_read_all_stats, the others nothing. */
final class TransactionIdStatements {

    /**
     * The epoch of now: {@link TransactionIdProof.Epoch#text}. NULL if the user may not see the checkpointer. The timeline is that of
     * the WAL that is being written: the control file's is that of the last checkpoint, and after a promotion an old one for a while.
     */
    private static final String EPOCH = "(SELECT s.system_identifier || ' ' || "
            + "('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int || ' ' || "
            + "(SELECT (extract(epoch FROM a.backend_start) * 1000000)::bigint FROM pg_stat_activity a "
            + "WHERE a.backend_type = 'checkpointer') FROM pg_control_system() s)";

    private static final String NOW_US = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /**
     * Gives the transaction an id, has its commit wait for the disk, and reads what the id is worth. A session lives within one life of
     * the server, so the epoch is read once in a session and kept in a setting of it; if a rollback or DISCARD takes that back, it is
     * read again.
     */
    static final String TAKE = "SELECT pg_current_xact_id()::text, pg_logical_emit_message(true, 'rapporteur', ''), "
            + "CASE WHEN coalesce(current_setting('rapporteur.epoch', true), '') = '' "
            + "THEN set_config('rapporteur.epoch', " + EPOCH + ", false) "
            + "ELSE current_setting('rapporteur.epoch') END, "
            + "current_setting('synchronous_commit'), " + NOW_US;


    /** Epoch and time of now. */
    static final String EPOCH_NOW = "SELECT " + EPOCH + ", " + NOW_US;

    /**
     * For each id what the server knows: 'ahead' if it was not given out or is among the latest, of which pg_xact_status would be an
     * error; else its word, NULL if its history was trimmed, and the time of its commit, where the server keeps it. The parameter is an
     * array of texts.
     */
    static final String STATUS = "SELECT i.id::text, "
            + "CASE WHEN i.id >= pg_snapshot_xmax(pg_current_snapshot()) THEN 'ahead' ELSE pg_xact_status(i.id) END, "
            + "CASE WHEN i.id < pg_snapshot_xmax(pg_current_snapshot()) "
            + "AND current_setting('track_commit_timestamp')::boolean "
            + "AND pg_xact_status(i.id) = 'committed' "
            + "THEN (extract(epoch FROM pg_xact_commit_timestamp(i.id::xid)) * 1000000)::bigint END "
            + "FROM unnest(?::text[]::xid8[]) AS i(id)";

    private TransactionIdStatements() {}
}
