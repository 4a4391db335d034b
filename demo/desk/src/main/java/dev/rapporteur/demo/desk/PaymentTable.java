package dev.rapporteur.demo.desk;

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

/** The payments' rows, in an XA datasource. */
@ApplicationScoped
class PaymentTable {

    @Resource(lookup = "java:jboss/datasources/DeskXADS")
    private DataSource database;

    void create(@Observes @Initialized(ApplicationScoped.class) Object start) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists payment ("
                    + "number bigint primary key, account varchar(40) not null, cents bigint not null)");
        } catch (SQLException e) {
            throw new IllegalStateException("The table of payments could not be created", e);
        }
    }

    void insert(Payment payment) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into payment values (?, ?, ?)")) {
            insert.setLong(1, payment.number());
            insert.setString(2, payment.account());
            insert.setLong(3, payment.cents());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("Payment " + payment.number() + " could not be inserted", e);
        }
    }

    List<Payment> all() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select number, account, cents from payment order by number")) {
            List<Payment> payments = new ArrayList<>();
            while (rows.next()) {
                payments.add(new Payment(rows.getLong("number"), rows.getString("account"), rows.getLong("cents")));
            }
            return payments;
        } catch (SQLException e) {
            throw new IllegalStateException("The payments could not be read", e);
        }
    }
}
