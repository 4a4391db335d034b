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
import java.util.stream.LongStream;

/**
 * Lets the server's own threads do transactions of one variant, so that HTTP has no part in what is measured. Answers with how many
 * there were and the nanoseconds in which; the latency's median and 99th percentile in nanoseconds; and the syncs of files below
 * the directory that the parameter {@code synced} names, 0 if there is none.
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
            long start = System.nanoTime();
            long[] latencies = run(request, start);
            long nanos = System.nanoTime() - start;
            response.getWriter()
                    .print(latencies.length + " " + nanos + " " + part(latencies, 0.5) + " " + part(latencies, 0.99)
                            + " " + syncs.count());
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException("A caller failed: " + e, e);
        }
    }

    private long[] run(HttpServletRequest request, long start) throws ExecutionException, InterruptedException {
        Content content = contents.of(Variant.valueOf(request.getParameter("variant")));
        long deadline = start + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(request.getParameter("millis")));
        int limit = Integer.parseInt(request.getParameter("limit"));
        List<FutureTask<long[]>> callers = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(request.getParameter("threads")); i++) {
            FutureTask<long[]> caller = new FutureTask<>(new Caller(transaction, content, i, deadline, limit));
            callers.add(caller);
            threads.newThread(caller).start();
        }
        LongStream all = LongStream.empty();
        for (FutureTask<long[]> caller : callers) {
            all = LongStream.concat(all, LongStream.of(caller.get()));
        }
        return all.sorted().toArray();
    }

    private static long part(long[] sorted, double part) {
        return sorted[(int) (part * (sorted.length - 1))];
    }
}
