package dev.rapporteur.it.app;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The business rows, in an XA datasource: the other resource of two-phase transactions. */
@ApplicationScoped
public class Rows {

    @Resource(lookup = "java:jboss/datasources/RowsXA")
    private DataSource database;

    /** Where the rows are. */
    protected DataSource database() {
        return database;
    }

    void create(@Observes @Initialized(ApplicationScoped.class) Object start) throws SQLException {
        createTable();
    }

    /** Makes the table, if it isn't there, when the application starts. */
    protected void createTable() throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table if not exists row_ (topic varchar(249) not null, text varchar(200) not null)");
        }
    }

    /** Inserts a row, in the caller's transaction. */
    public void insert(String topic, String text) throws SQLException {
        try (Connection connection = database().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into row_ values (?, ?)")) {
            insert.setString(1, topic);
            insert.setString(2, text);
            insert.executeUpdate();
        }
    }

    /** The committed texts of a topic, sorted. */
    public List<String> of(String topic) throws SQLException {
        try (Connection connection = database().getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select text from row_ where topic = ? order by text")) {
            select.setString(1, topic);
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }

    /** As {@link #of}, one a line. */
    public String lines(String topic) throws SQLException {
        return String.join("\n", of(topic));
    }

    /** How many transactions the database has prepared and not decided. */
    public int inDoubt() throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(countInDoubt())) {
            count.next();
            return count.getInt(1);
        }
    }

    /** The query for that. */
    protected String countInDoubt() {
        return "select count(*) from information_schema.in_doubt";
    }
}
