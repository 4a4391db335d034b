package dev.rapporteur.it.crash;

import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.testkit.database.PostgresServer;

/** Where a book's rows are, and how the server reaches them. */
enum DataSource {
    POSTGRES_XA,
    POSTGRES,
    H2_XA,
    H2;

    static final String H2_USER = "sa";

    private static final String H2_URL =
            h2Url("${jboss.server.data.dir}") + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000";

    /**
     * The H2 of a server, which others reach as well while that has it open.
     *
     * @param dataDirectory the server's
     */
    static String h2Url(String dataDirectory) {
        return "jdbc:h2:file:" + dataDirectory + "/ledger;AUTO_SERVER=TRUE";
    }

    boolean isXa() {
        return this == POSTGRES_XA || this == H2_XA;
    }

    /** Whether the server has it in its own process, for itself. */
    boolean isOfServer() {
        return this == H2_XA || this == H2;
    }

    /** Whether it can refuse a transaction as late as at its commit. */
    boolean canRefuseAtCommit() {
        return !isOfServer();
    }

    /** Where applications look one up. */
    String jndiName(String name) {
        return "java:/jdbc/" + name;
    }

    /**
     * The command that adds one.
     *
     * @param postgresPort where the server reaches PostgreSQL
     */
    String command(String name, int postgresPort) {
        String command = (isXa() ? "xa-data-source" : "data-source") + " add --name=" + name + " --jndi-name="
                + jndiName(name) + " --max-pool-size=10 --background-validation=false --validate-on-match=true";
        return command
                + switch (this) {
                    case POSTGRES_XA ->
                        ofPostgres()
                                + xa("ServerName\"=>\"127.0.0.1\",\"PortNumber\"=>\"" + postgresPort
                                        + "\",\"DatabaseName\"=>\"postgres")
                                + " --recovery-username="
                                + PostgresServer.SUPERUSER + " --recovery-password=unused";
                    case POSTGRES -> ofPostgres() + " --connection-url=" + PostgresServer.jdbcUrl(postgresPort);
                    case H2_XA ->
                        ofH2() + xa("URL\"=>\"" + H2_URL) + " --recovery-username=" + H2_USER + " --recovery-password="
                                + H2_USER;
                    case H2 -> ofH2() + " --connection-url=" + H2_URL;
                };
    }

    private static String xa(String properties) {
        return " --xa-datasource-properties={\"" + properties + "\"}";
    }

    private String ofPostgres() {
        String extension = "org.jboss.jca.adapters.jdbc.extensions.postgres.PostgreSQL";
        return " --driver-name=" + Archives.driver().getFileName()
                + (isXa() ? " --xa-datasource-class=org.postgresql.xa.PGXADataSource" : "")
                + " --user-name=" + PostgresServer.SUPERUSER
                + " --exception-sorter-class-name=" + extension + "ExceptionSorter"
                + " --valid-connection-checker-class-name=" + extension + "ValidConnectionChecker";
    }

    private static String ofH2() {
        return " --driver-name=h2 --user-name=" + H2_USER + " --password=" + H2_USER
                + " --check-valid-connection-sql=\"select 1\"";
    }
}
