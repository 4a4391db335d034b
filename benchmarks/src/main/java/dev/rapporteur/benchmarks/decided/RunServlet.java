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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Lets the server's own threads do work, so that HTTP has no part in what is measured. Answers with how many transactions there
 * were and the nanoseconds in which; the latency's median, 99th percentile and most in nanoseconds; the bytes that the callers allocated; of both, what was between begin and commit; and
 * the syncs of files below the directory that the parameter {@code synced} names, 0 if there is none.
 */
@WebServlet("/run")
public class RunServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Contents contents;

    @Resource
    private transient UserTransaction transaction;

    @Resource
    private transient ManagedThreadFactory threads;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String synced = request.getParameter("synced");
        response.setContentType("text/plain;charset=UTF-8");
        try (Syncs syncs = synced == null ? Syncs.uncounted() : Syncs.below(synced)) {
            Work work = Work.parse(request.getParameter("work"));
            long start = System.nanoTime();
            List<Caller> done = run(work, request, start);
            contents.await(work.variant());
            long nanos = System.nanoTime() - start;
            response.getWriter().print(tell(done, nanos) + " " + syncs.count());
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException("A caller failed: " + e, e);
        }
    }

    private List<Caller> run(Work work, HttpServletRequest request, long start)
            throws ExecutionException, InterruptedException {
        Content content = contents.of(work);
        long deadline = start + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(request.getParameter("millis")));
        int limit = Integer.parseInt(request.getParameter("limit"));
        List<FutureTask<Caller>> callers = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(request.getParameter("threads")); i++) {
            FutureTask<Caller> caller = new FutureTask<>(new Caller(transaction, content, i, deadline, limit));
            callers.add(caller);
            threads.newThread(caller).start();
        }
        List<Caller> done = new ArrayList<>();
        for (FutureTask<Caller> caller : callers) {
            done.add(caller.get());
        }
        return done;
    }

    private static String tell(List<Caller> done, long nanos) {
        long[] latencies =
                done.stream().flatMapToLong(Caller::latencies).sorted().toArray();
        long allocated = done.stream().mapToLong(Caller::allocated).sum();
        long adding = done.stream().mapToLong(Caller::addingNanos).sum();
        long allocatedAdding = done.stream().mapToLong(Caller::allocatedAdding).sum();
        return latencies.length + " " + nanos + " " + part(latencies, 0.5) + " " + part(latencies, 0.99) + " "
                + part(latencies, 1) + " " + allocated + " " + adding + " " + allocatedAdding;
    }

    private static long part(long[] sorted, double part) {
        return sorted[(int) (part * (sorted.length - 1))];
    }
}
