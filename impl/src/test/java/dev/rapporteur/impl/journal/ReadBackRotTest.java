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
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bits that flip in sealed segments, which an opening does not read: found when reports are read back, if ever. */
class ReadBackRotTest {

    private static final String TOPIC = "payments";
    private static final int REPORTS = 10;
    private static final int TURNS = 100;
    private static final int MEMORY_BYTES = 1 << 20;
    private static final JournalSettings SETTINGS = new JournalSettings(1_000, 1L << 40, true, null, false);

    private final SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(1));
    private final Deque<PartitionBuffer> hungry = new ArrayDeque<>();
    private final MemoryBudget memory = new MemoryBudget(MEMORY_BYTES);
    private Outbound outbound = newOutbound();
    private Journal journal = open();

    @Test
    void shouldHoldOnlyThePartitionOfALiveReportThatIsDamaged() {
        place();
        journal.close();
        String segment = flipIn("0-3;");
        reopen();

        List<String> zero = take(0);
        List<String> one = take(1);

        assertThat(zero).containsExactly("0-0;", "0-1;", "0-2;");
        assertThat(one).hasSize(REPORTS);
        assertThat(buffer(0).held())
                .contains(number(segment), "at byte", "checksum is wrong", "the other partitions go on");
        assertThat(buffer(1).held()).isNull();
    }

    @Test
    void shouldNotMindADeadReportThatIsDamaged() {
        place();
        journal.append(new Frame.Delivered(
                List.of(new Frame.Position(TOPIC, 0, buffer(0).nextSequence()))));
        journal.turn();
        journal.close();
        flipIn("0-3;");
        reopen();

        assertThat(take(1)).hasSize(REPORTS);
        assertThat(buffer(0).held()).isNull();
        assertThat(outbound.totals().waitingReports()).isEqualTo(REPORTS);
        assertThat(journal.recoveryObstacle()).isNull();
    }

    @Test
    void shouldFailSoThatTheNextOpeningMakesAHarmedListAnew() {
        place();
        journal.close();
        String index = JournalLab.indexOf(SegmentName.of(2));
        directory.flip(index, directory.length(index) - 10, 1);
        reopen();
        List<String> before = new ArrayList<>(take(0));
        before.addAll(take(1));
        assertThat(before).hasSizeLessThan(2 * REPORTS);

        IntStream.range(0, TURNS).forEach(turn -> journal.turn());

        assertThat(journal.failure()).isInstanceOf(HarmedIndexException.class);
        journal.close();
        reopen();
        assertThat(take(0)).hasSize(REPORTS);
        assertThat(take(1)).hasSize(REPORTS);
    }

    @Test
    void shouldReadReportsWhoseSegmentIsSealedRightNow() {
        memory.tryReserve(MEMORY_BYTES);
        place();
        memory.release(MEMORY_BYTES);
        outbound.index(active());

        // The index has not been written yet.
        assertThat(take(0)).hasSize(REPORTS);
        assertThat(take(1)).hasSize(REPORTS);
    }

    @Test
    void shouldPlaceWhatIsSoundOfAPartAndSetItsSegmentAside() {
        journal.append(new Frame.Route(TOPIC, 2));
        journal.appendLazily(new Frame.BranchPart(1, report(0, 1)));
        journal.appendLazily(new Frame.BranchPart(1, report(0, 2)));
        journal.turn();
        String segment = flipIn("0-2;");

        Append closing = journal.append(new Frame.Reports(1, report(0, 3)));
        journal.turn();

        assertThat(closing.outcome()).isEqualTo(Append.Outcome.DONE);
        assertThat(take(0)).containsExactly("0-1;", "0-3;");
        assertThat(outbound.trouble()).contains(number(segment), "damaged", "can't be delivered", "journal tool");
        assertThat(outbound.quarantined()).singleElement().satisfies(range -> {
            assertThat(range.to() - range.from()).isEqualTo(report(0, 2).length());
            assertThat(range.segment()).isEqualTo(SegmentName.parse(segment).orElseThrow());
        });
        assertThat(directory.list()).contains(SegmentName.QUARANTINED + segment);
    }

    private int active() {
        return directory.list().stream()
                .flatMapToInt(name -> SegmentName.parse(name).stream().mapToInt(Integer::intValue))
                .max()
                .orElseThrow();
    }

    private void place() {
        journal.append(new Frame.Route(TOPIC, 2));
        for (int i = 0; i < 2 * REPORTS; i++) {
            Append append = journal.append(new Frame.Reports(Frame.NO_PARTS, report(i % 2, i / 2)));
            journal.turn();
            assertThat(append.outcome()).isEqualTo(Append.Outcome.DONE);
        }
    }

    private static ReportBlock report(int partition, int number) {
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        writer.reserve(1_000);
        writer.begin(1, number, 0, EncodedReport.Route.ROUTED, partition, TOPIC, null, 0);
        writer.end((partition + "-" + number + ";" + "x".repeat(200)).getBytes(StandardCharsets.US_ASCII));
        return writer.toBlock();
    }

    /** @return the segment that holds this text */
    private String flipIn(String text) {
        for (String name : directory.list()) {
            int at = new String(directory.bytes(name), StandardCharsets.ISO_8859_1).indexOf(text);
            if (at >= 0 && SegmentName.parse(name).isPresent()) {
                directory.flip(name, at, 0);
                return name;
            }
        }
        throw new AssertionError("No segment holds " + text);
    }

    private static String number(String segment) {
        return "segment " + SegmentName.parse(segment).orElseThrow();
    }

    private PartitionBuffer buffer(int partition) {
        return outbound.partitions().stream()
                .filter(buffer -> buffer.id().number() == partition)
                .findFirst()
                .orElseThrow();
    }

    private List<String> take(int partition) {
        ReadBack readBack = outbound.newReadBack(journal.newFiles());
        List<String> taken = new ArrayList<>();
        IntStream.range(0, TURNS).forEach(turn -> {
            PartitionBuffer buffer = buffer(partition);
            buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE).forEach(report -> taken.add(text(report)));
            List.copyOf(hungry).forEach(readBack::hungry);
            hungry.clear();
            readBack.turn();
        });
        readBack.stop();
        readBack.turn();
        return taken;
    }

    private static String text(OutboundReport report) {
        byte[] payload = report.payload();
        return payload == null ? "" : new String(payload, 0, 4, StandardCharsets.US_ASCII);
    }

    private void reopen() {
        outbound.discard();
        outbound = newOutbound();
        journal = open();
    }

    private Journal open() {
        return Journal.open(directory, SETTINGS, outbound, 7, JournalLab.ID, () -> 0, new Bell());
    }

    private Outbound newOutbound() {
        return new Outbound(OutboundListener.ofHungry(hungry::add), memory, () -> 0);
    }
}
