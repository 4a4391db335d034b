package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.ReadBack;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.impl.thread.Bell;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Reports of many partitions lie side by side in a segment: reading them back reads the segment once, not for each of them. */
class ReadBackSharingTest {

    private static final String TOPIC = "payments";
    private static final int PARTITIONS = 16;
    private static final int ROUNDS = 400;
    private static final int PAYLOAD_BYTES = 1_000;
    private static final int TURNS = 10_000;
    private static final JournalSettings SETTINGS = new JournalSettings(2 << 20, 1L << 40, true, null, false);

    private final SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(1));
    private final Deque<PartitionBuffer> hungry = new ArrayDeque<>();
    private final Map<Integer, Integer> next = new HashMap<>();
    private int taken;
    private long bytesRead;

    @Test
    void shouldReadAboutOnceWhatHasReportsOfManyPartitions() throws IOException {
        Outbound outbound = newOutbound();
        Journal journal = open(outbound);
        journal.append(new Frame.Route(TOPIC, PARTITIONS));
        for (int round = 0; round < ROUNDS; round++) {
            journal.append(new Frame.Reports(Frame.NO_PARTS, oneForEach(round)));
            journal.turn();
        }
        journal.close();
        outbound.discard();
        outbound = newOutbound();
        journal = open(outbound);
        long inJournal = (long) ROUNDS * PARTITIONS * PAYLOAD_BYTES;

        takeAll(outbound, journal);

        assertThat(next.values()).hasSize(PARTITIONS).containsOnly(ROUNDS);
        assertThat(bytesRead).isBetween(inJournal, 2 * inJournal);
    }

    /** Each partition's reports in their order. */
    private void takeAll(Outbound outbound, Journal journal) throws IOException {
        ReadBack readBack = outbound.newReadBack(new SegmentFiles(counting()));
        for (int turn = 0; turn < TURNS && taken < ROUNDS * PARTITIONS; turn++) {
            for (PartitionBuffer buffer : outbound.partitions()) {
                take(buffer, journal);
            }
            List.copyOf(hungry).forEach(readBack::hungry);
            hungry.clear();
            readBack.turn();
            journal.turn();
        }
        readBack.stop();
        readBack.turn();
    }

    private void take(PartitionBuffer buffer, Journal journal) {
        int partition = buffer.id().number();
        for (OutboundReport report : buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE)) {
            assertThat(report.id().number()).isEqualTo(next.merge(partition, 1, Integer::sum) - 1);
            taken++;
            buffer.acknowledge(report.sequence() + 1);
            journal.appendLazily(
                    new Frame.Delivered(List.of(new Frame.Position(TOPIC, partition, report.sequence() + 1))));
        }
    }

    private static ReportBlock oneForEach(int round) {
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            writer.reserve(2 * PAYLOAD_BYTES);
            writer.begin(1, round, 0, EncodedReport.Route.ROUTED, partition, TOPIC, null, 0);
            writer.end(new byte[PAYLOAD_BYTES]);
        }
        return writer.toBlock();
    }

    private Outbound newOutbound() {
        return new Outbound(OutboundListener.ofHungry(hungry::add), new MemoryBudget(4 << 20), () -> 0);
    }

    private Journal open(Outbound outbound) {
        return Journal.open(directory, SETTINGS, outbound, 7, JournalLab.ID, () -> 0, new Bell());
    }

    /** The directory; counts what is read of segments, not of their indexes. */
    private JournalDirectory counting() {
        return (JournalDirectory) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JournalDirectory.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(directory, arguments);
                    return method.getName().equals("open")
                                    && SegmentName.parse((String) arguments[0]).isPresent()
                            ? counting((JournalFile) result)
                            : result;
                });
    }

    private JournalFile counting(JournalFile file) {
        return (JournalFile) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JournalFile.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("readFully")) {
                        bytesRead += ((ByteBuffer) arguments[0]).remaining();
                    }
                    return method.invoke(file, arguments);
                });
    }
}
