package dev.rapporteur.it.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportProducer;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;

/** A servlet with transactions of its own: one commits, one rolls back. */
@WebServlet("/servlet")
public class UserTransactionServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient ReportProducer producer;

    @Inject
    private transient UserTransaction transaction;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        String topic = request.getParameter("topic");
        try {
            transaction.begin();
            producer.send(topic, "committed".getBytes(UTF_8));
            transaction.commit();
            transaction.begin();
            producer.send(topic, "rolled back".getBytes(UTF_8));
            transaction.rollback();
        } catch (NotSupportedException
                | SystemException
                | RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException e) {
            throw new ServletException(e);
        }
    }
}
