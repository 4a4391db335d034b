package dev.rapporteur.impl;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.config.OnMissingMarker;
import dev.rapporteur.impl.dispatch.Assignment;
import dev.rapporteur.impl.dispatch.ClusterView;
import dev.rapporteur.impl.dispatch.DeliveryLog;
import dev.rapporteur.impl.dispatch.FinalityWatch;
import dev.rapporteur.impl.dispatch.JournalPast;
import dev.rapporteur.impl.dispatch.LinkMemory;
import dev.rapporteur.impl.dispatch.MissingMarker;
import dev.rapporteur.impl.dispatch.ParkingLog;
import dev.rapporteur.impl.dispatch.ProgressPositions;
import dev.rapporteur.impl.dispatch.TransactionalIdLog;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.kafka.KafkaProgress;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.stream.Collectors;

/** What an opening has besides when it delivers exactly once. For the threads of the opening. */
final class ExactlyOnce {

    /** The work of finding positions. */
    static final String POSITIONS = "positions";

    /** The work of watching commits. */
    static final String FINALITY = "finality";

    private static final Logger LOG = System.getLogger(ExactlyOnce.class.getName());

    /** Takes a work that a thread is to do. */
    @FunctionalInterface
    interface Works {

        void put(String name, Turn turn, Bell bell);
    }

    private final KafkaProgress progress;
    private final Bell positionsBell = new Bell();
    private final Bell finalityBell = new Bell();
    private final FinalityWatch finality;
    private final ProgressPositions positions;

    /**
     * Of a journal that has just been opened, and is no copy; nothing runs yet.
     *
     * @param found called when positions were found
     */
    ExactlyOnce(
            EngineConfig config,
            Journal journal,
            Outbound outbound,
            ClusterView cluster,
            TransactionalIdLog idLog,
            DeliveryLog deliveryLog,
            Runnable found) {
        progress = new KafkaProgress(config, journal.id(), config.guarantee().progressTopic());
        finality = new FinalityWatch(progress.watched(), Engine::nowMs, finalityBell);
        positions = new ProgressPositions(
                progress.means(),
                new JournalPast(
                        outbound.incarnations(),
                        journal.incarnation(),
                        outbound.wasClosedInOrder(),
                        outbound.transactionalIds().stream()
                                .map(Frame.TransactionalIdUsed::number)
                                .toList(),
                        outbound.partitions().stream()
                                .filter(buffer -> buffer.size() > 0)
                                .map(PartitionBuffer::id)
                                .collect(Collectors.toSet())),
                config.guarantee().onMissingMarker() == OnMissingMarker.HOLD
                        ? MissingMarker.HOLD
                        : MissingMarker.RESEND,
                finality,
                cluster,
                "rapporteur-" + journal.id() + "-",
                idLog,
                deliveryLog,
                Engine::nowMs,
                positionsBell,
                found);
    }

    Assignment.Parts parts(LinkMemory memory, ParkingLog parking) {
        return positions.parts(progress.links(), memory, parking);
    }

    void works(Works works) {
        works.put(POSITIONS, positions, positionsBell);
        works.put(FINALITY, finality, finalityBell);
    }

    /** The next turns are the last. */
    void stop() {
        positions.stop();
        finality.stop();
        progress.abandon(); // with Kafka away each would wait for its answer
    }

    /** As {@link ProgressPositions#leavesQuestions}. */
    boolean leavesQuestions() {
        return positions.leavesQuestions();
    }

    /** After the last turns. */
    void close(Duration within) {
        progress.close();
        if (!progress.awaitEnd(within)) {
            LOG.log(Logger.Level.WARNING, "Kafka''s transactional clients still close their connections");
        }
    }
}
