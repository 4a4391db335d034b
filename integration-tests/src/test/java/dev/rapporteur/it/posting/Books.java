package dev.rapporteur.it.posting;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** The business rows, each book's in the data source of its name. An account's postings are numbered without a gap. */
@ApplicationScoped
public class Books {

    /** Reaches the database, in the caller's transaction. */
    void tryOut(String book) throws NamingException, SQLException {
        try (Connection connection = source(book).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }

    /**
     * Writes an order's postings, in the caller's transaction.
     *
     * @return the first one's number
     */
    int post(String server, Order order) throws NamingException, SQLException {
        try (Connection connection = source(order.book()).getConnection()) {
            int first = 1 + lastNumber(connection, order);
            try (PreparedStatement update =
                    connection.prepareStatement("update account set last_number = ? where topic = ? and account = ?")) {
                update.setInt(1, first + order.postings() - 1);
                update.setString(2, order.topic());
                update.setString(3, order.account());
                update.executeUpdate();
            }
            insert(connection, server, order, first);
            return first;
        }
    }

    @SuppressWarnings("BanJNDI") // The names are the test's.
    private static DataSource source(String book) throws NamingException {
        return InitialContext.doLookup("java:/jdbc/" + book);
    }

    private static int lastNumber(Connection connection, Order order) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select last_number from account where topic = ? and account = ? for update")) {
            select.setString(1, order.topic());
            select.setString(2, order.account());
            try (ResultSet account = select.executeQuery()) {
                account.next();
                return account.getInt(1);
            }
        }
    }

    private static void insert(Connection connection, String server, Order order, int first) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into posting values (?, ?, ?, ?, ?, ?, ?)")) {
            for (int i = 0; i < order.postings(); i++) {
                insert.setString(1, order.topic());
                insert.setString(2, order.copyTopic());
                insert.setString(3, order.transaction());
                insert.setString(4, server);
                insert.setString(5, order.account());
                insert.setInt(6, first + i);
                insert.setInt(7, order.amount() + i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
