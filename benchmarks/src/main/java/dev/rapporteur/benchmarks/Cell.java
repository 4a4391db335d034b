package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Work;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * What is measured with so many callers at once, and the names of its figures among the samples.
 *
 * @param label as a table's row names it
 */
record Cell(String label, int threads) {

    private static final double NANOS_OF_MICRO = 1e3;

    /** Transactions a second. */
    String rate() {
        return name("a second");
    }

    /** A transaction's median latency, in microseconds. */
    String median() {
        return name("median");
    }

    /** Its 99th percentile. */
    String slow() {
        return name("99 %");
    }

    /** The longest. */
    String slowest() {
        return name("most");
    }

    /** The mean. */
    String mean() {
        return name("mean");
    }

    /** Transactions a second, if all that is delivered afterwards is counted in. */
    String delivered() {
        return name("delivered");
    }

    /** Bytes that the callers' threads allocate for a transaction. */
    String allocated() {
        return name("allocated");
    }

    /** The server's processor time for a transaction, in microseconds. */
    String server() {
        return name("server");
    }

    /** The database's. */
    String database() {
        return name("database");
    }

    /** The broker's. */
    String broker() {
        return name("broker");
    }

    /** The relay's. */
    String relay() {
        return name("relay");
    }

    private String name(String figure) {
        return label + ", " + threads + ", " + figure;
    }

    /** The same of another row. */
    Cell of(String other) {
        return new Cell(other, threads);
    }

    /** With how many threads, in words. */
    static String threads(int threads) {
        return threads + (threads == 1 ? " thread" : " threads");
    }

    /**
     * Lets callers work for a window of time, and adds what they did to the samples.
     *
     * @param delivered waits until the messages of so many transactions are delivered
     */
    void measure(ServerBed bed, Work work, Duration window, Samples samples, LongConsumer delivered) throws Exception {
        bed.database().clear();
        ProcessorTimes before = ProcessorTimes.now();
        Run.Result result = bed.run(Run.of(work, threads, window));
        long end = System.nanoTime();
        delivered.accept(result.transactions());
        double wholeNanos = result.nanos() + (double) (System.nanoTime() - end);
        bed.database().awaitNoProofs();
        ProcessorTimes used = ProcessorTimes.now().since(before);
        double transactions = result.transactions();
        samples.add(server(), used.server() / NANOS_OF_MICRO / transactions);
        samples.add(database(), used.database() / NANOS_OF_MICRO / transactions);
        samples.add(broker(), used.broker() / NANOS_OF_MICRO / transactions);
        samples.add(relay(), used.relay() / NANOS_OF_MICRO / transactions);
        samples.add(rate(), result.perSecond());
        samples.add(median(), result.medianNanos() / NANOS_OF_MICRO);
        samples.add(slow(), result.slowNanos() / NANOS_OF_MICRO);
        samples.add(slowest(), result.slowestNanos() / NANOS_OF_MICRO);
        samples.add(mean(), threads * 1e6 / result.perSecond());
        samples.add(allocated(), result.allocated() / transactions);
        samples.add(delivered(), transactions * 1e9 / wholeNanos);
    }

    /** Its processor times, as a table shows them: the relay's is left out where none runs. */
    String processorTimes(Samples samples) {
        double relay = samples.median(relay());
        return whole(samples.median(server())) + " + " + whole(samples.median(database())) + " + "
                + whole(samples.median(broker())) + (relay == 0 ? "" : " + " + whole(relay));
    }

    static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
