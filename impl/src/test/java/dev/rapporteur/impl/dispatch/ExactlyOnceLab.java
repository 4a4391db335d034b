package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.Destinations;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.thread.Bell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Delivery exactly once over {@link FakeTransactions}, as one opening of a journal after the other has it: dispatchers, what is final,
 * and positions, all in the test's thread.
 */
final class ExactlyOnceLab {

    /** What transactional ids begin with; numbers follow. */
    static final String IDS = "id-";

    /** Where partitions are mapped to, known to every opening. */
    final Destinations destinations = new Destinations();

    /** The numbers of the transactional ids that were ever used. */
    final List<Integer> used = new ArrayList<>();

    /** What becomes of the note that an id is used; asked when that is to be noted. */
    Supplier<TransactionalIdLog.Outcome> noting = () -> TransactionalIdLog.Outcome.NOTED;

    /** The present opening's. */
    DispatchLab dispatch;

    ProgressPositions positions;

    private final FakeTransactions kafka;
    private final MissingMarker missing;
    private final DeliveryLog deliveryLog;
    private final long seed;
    private final List<Long> incarnations = new ArrayList<>();
    private FinalityWatch finality;
    private long nowMs;

    /** The first opening. */
    ExactlyOnceLab(FakeTransactions kafka, MissingMarker missing, DeliveryLog deliveryLog, long seed) {
        this.kafka = kafka;
        this.missing = missing;
        this.deliveryLog = deliveryLog;
        this.seed = seed;
        open(List.of());
    }

    /** The next opening, as after a crash, of a journal that holds these. */
    void open(List<PartitionBuffer> buffers) {
        incarnations.add((long) incarnations.size());
        JournalPast past = new JournalPast(
                List.copyOf(incarnations),
                incarnations.size() - 1,
                false,
                List.copyOf(used),
                buffers.stream()
                        .filter(buffer -> buffer.size() > 0)
                        .map(PartitionBuffer::id)
                        .collect(Collectors.toSet()));
        finality = new FinalityWatch(kafka, () -> nowMs, new Bell());
        ProgressPositions[] made = new ProgressPositions[1];
        dispatch = new DispatchLab(
                opened -> {
                    opened.nowMs = nowMs;
                    opened.destinations = destinations;
                    opened.gone = kafka.gone::contains;
                    made[0] = new ProgressPositions(
                            new ProgressPositions.Means(kafka, kafka, kafka, kafka, kafka, kafka),
                            past,
                            missing,
                            finality,
                            opened,
                            IDS,
                            this::use,
                            deliveryLog,
                            () -> opened.nowMs,
                            new Bell(),
                            () -> {});
                    return made[0].parts(kafka, DispatchLab.MEMORY, opened);
                },
                seed);
        positions = made[0];
    }

    private TransactionalIdLog.Ticket use(int number, int broker) {
        used.add(number);
        TransactionalIdLog.Outcome outcome = noting.get();
        return () -> outcome;
    }

    long nowMs() {
        return nowMs;
    }

    /** Time goes by, dispatchers have a turn, and it is asked what is final; positions have theirs when the test says so. */
    void turn(long ms) {
        nowMs += ms;
        dispatch.nowMs = nowMs;
        dispatch.turn();
        long unusedRest = finality.turn();
    }
}
