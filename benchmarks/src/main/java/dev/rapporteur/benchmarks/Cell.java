package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Work;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** A part's processor time for a transaction, in microseconds. */
    String processorTime(Part part) {
        return name(part.toString().toLowerCase(Locale.ROOT));
    }

    /** Bytes that go to the disks for a transaction, of all parts. */
    String written() {
        return name("written");
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
        Usage before = Usage.now();
        Run.Result result = bed.run(Run.of(work, threads, window));
        long end = System.nanoTime();
        delivered.accept(result.transactions());
        double wholeNanos = result.nanos() + (double) (System.nanoTime() - end);
        bed.database().awaitNoProofs();
        Usage used = Usage.now().since(before);
        double transactions = result.transactions();
        used.nanos().forEach((part, nanos) -> samples.add(processorTime(part), nanos / NANOS_OF_MICRO / transactions));
        samples.add(written(), used.written() / transactions);
        samples.add(rate(), result.perSecond());
        samples.add(median(), result.medianNanos() / NANOS_OF_MICRO);
        samples.add(slow(), result.slowNanos() / NANOS_OF_MICRO);
        samples.add(slowest(), result.slowestNanos() / NANOS_OF_MICRO);
        samples.add(mean(), threads * 1e6 / result.perSecond());
        samples.add(allocated(), result.allocated() / transactions);
        samples.add(delivered(), transactions * 1e9 / wholeNanos);
    }

    /** Its processor times, as a table shows them. */
    String processorTimes(Samples samples) {
        return parts(samples)
                .map(part -> whole(samples.median(processorTime(part))))
                .collect(Collectors.joining(" + "));
    }

    /** The relay is left out where none runs. */
    private Stream<Part> parts(Samples samples) {
        return Stream.of(Part.values()).filter(part -> part != Part.RELAY || samples.median(processorTime(part)) > 0);
    }

    static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
