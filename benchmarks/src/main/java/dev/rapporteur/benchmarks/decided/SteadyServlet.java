package dev.rapporteur.benchmarks.decided;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Lets one of the server's own threads do transactions at a steady rate. Answers with a line for each: its key, when the call that
 * commits it began and, of a JMS message, when the consumer had it. The clock is {@link System#nanoTime}'s, which the processes of a
 * machine share under Linux.
 */
@WebServlet("/steady")
public class SteadyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Contents contents;

    @Inject
    private transient Queued queued;

    @Resource
    private transient UserTransaction transaction;

    @Resource
    private transient ManagedThreadFactory threads;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Work work = Work.parse(request.getParameter("work"));
        int transactions = Integer.parseInt(request.getParameter("transactions"));
        long everyNanos = Long.parseLong(request.getParameter("every"));
        response.setContentType("text/plain;charset=UTF-8");
        try {
            Arrivals arrivals = queued.noteArrivals(transactions);
            FutureTask<Map<String, Long>> caller =
                    new FutureTask<>(new SteadyCaller(transaction, contents.of(work), transactions, everyNanos));
            threads.newThread(caller).start();
            Map<String, Long> committing = caller.get();
            contents.await(work.variant());
            tell(committing, work.variant() == Variant.JMS ? arrivals.await() : Map.of(), response.getWriter());
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException("The caller failed: " + e, e);
        } finally {
            queued.noteNoArrivals();
        }
    }

    private static void tell(Map<String, Long> committing, Map<String, Long> arrivals, PrintWriter answer) {
        committing.forEach((key, moment) -> {
            Long came = arrivals.get(key);
            answer.println(key + " " + moment + (came == null ? "" : " " + came));
        });
    }
}
