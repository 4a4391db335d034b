package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.journal.SegmentFiles;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ParkedReportsTest {

    private static final int SEGMENT_BYTES = 4_000;
    private static final PartitionId PARTITION = new PartitionId(OutboundLab.TOPIC, 0);
    private static final int MANY = 60;

    private final OutboundLab lab = new OutboundLab(SEGMENT_BYTES, 1 << 20);

    private ParkedReports parked() {
        return lab.outbound().parked();
    }

    /** Parks the first reports of partition 0. */
    private void park(int count) {
        List<OutboundReport> taken = lab.buffer(0).take(count, Long.MAX_VALUE);
        assertThat(taken).hasSize(count);
        taken.forEach(report -> assertThat(lab.append(ParkedReports.parkFrame(report, "too large", 5))
                        .outcome())
                .isEqualTo(Append.Outcome.DONE));
    }

    private void commit(int count) {
        for (int i = 0; i < count; i++) {
            lab.commit(0, 100);
        }
    }

    private List<Long> sequences() {
        return parked().list().stream().map(ParkedReport::sequence).toList();
    }

    private List<Long> numbers() {
        return parked().list().stream().map(report -> report.id().number()).toList();
    }

    @Test
    void shouldGoOnBehindAParkedReportAndNotCountItAsWaiting() {
        commit(3);

        park(1);

        assertThat(lab.outbound().totals().waitingReports()).isEqualTo(2);
        assertThat(lab.outbound().totals().parkedReports()).isEqualTo(1);
        assertThat(lab.outbound().totals().parkedBytes())
                .isEqualTo(parked().list().get(0).size());
        assertThat(lab.deliver(0)).containsExactly(2L, 3L);
        assertThat(parked().list()).singleElement().satisfies(report -> {
            assertThat(report.partition()).isEqualTo(PARTITION);
            assertThat(report.reason()).isEqualTo("too large");
            assertThat(report.sinceMs()).isEqualTo(5);
            assertThat(report.id().number()).isEqualTo(1);
        });
    }

    @Test
    void shouldStillKnowAfterACrashWhatIsParkedAndNotSendIt() {
        commit(4);
        park(2);

        lab.crash();

        assertThat(numbers()).containsExactly(1L, 2L);
        assertThat(lab.deliver(0)).containsExactly(3L, 4L);
        lab.crash();
        assertThat(numbers()).containsExactly(1L, 2L);
        assertThat(lab.outbound().totals().waitingReports()).isZero();
    }

    @Test
    void shouldSendARetriedReportOnceBehindWhatWaitsAlsoWhenItsOldPlaceIsStillAheadOfWhatIsDelivered() {
        commit(3);
        park(2);
        lab.append(new Parking.Retried(OutboundLab.TOPIC, 0, 0, sequences()));

        lab.crash();

        assertThat(parked().list()).isEmpty();
        assertThat(lab.deliver(0)).containsExactly(3L, 1L, 2L);
    }

    @Test
    void shouldNotSendFromAPlaceThatAnOlderIndexStillLists() {
        commit(2);
        fillASegment();
        park(1);
        lab.append(new Parking.Retried(OutboundLab.TOPIC, 0, 0, sequences()));
        fillASegment();

        lab.crash();

        assertThat(lab.deliver(0)).containsExactly(2L, 1L);
    }

    private void fillASegment() {
        for (int i = 0; i < SEGMENT_BYTES / 300; i++) {
            lab.commit(1, 300);
        }
    }

    @Test
    void shouldGiveARetriedReportAPlaceInAnotherPartition() {
        commit(2);
        lab.commit(1, 100);
        park(2);

        lab.append(new Parking.Retried(OutboundLab.TOPIC, 0, 1, sequences()));

        lab.crash();
        assertThat(lab.deliver(1)).containsExactly(3L, 1L, 2L);
        assertThat(lab.deliver(0)).isEmpty();
    }

    @Test
    void shouldNeverSendADroppedReport() {
        commit(2);
        park(1);
        lab.append(new Parking.Dropped(OutboundLab.TOPIC, 0, sequences().get(0), "of no use", 6));

        lab.crash();

        assertThat(parked().list()).isEmpty();
        assertThat(lab.deliver(0)).containsExactly(2L);
    }

    @Test
    void shouldChangeNothingWhenAFrameComesAgain() {
        commit(3);
        List<OutboundReport> taken = lab.buffer(0).take(1, Long.MAX_VALUE);
        Parking.Parked park = ParkedReports.parkFrame(taken.get(0), "too large", 5);
        lab.append(park);
        lab.append(park);
        Parking.Retried retry = new Parking.Retried(OutboundLab.TOPIC, 0, 0, sequences());
        lab.append(retry);
        lab.append(retry);
        lab.append(park);
        lab.append(new Parking.Dropped(OutboundLab.TOPIC, 0, taken.get(0).sequence(), "of no use", 6));

        assertThat(parked().list()).isEmpty();
        assertThat(lab.deliver(0)).containsExactly(2L, 3L, 1L);
    }

    @Test
    void shouldCopyWhatIsParkedForwardSoThatItsSegmentCanGo() throws IOException {
        commit(2);
        park(1);
        String first = "segment-0000000001.journal";
        for (int i = 0; i < MANY || lab.directory.list().contains(first); i++) {
            lab.commit(0, 300);
            lab.deliver(0);
            assertThat(i).isLessThan(20 * MANY);
        }

        lab.crash();

        assertThat(numbers()).containsExactly(1L);
        StoredReport read = read();
        assertThat(read.id().number()).isEqualTo(1);
        lab.append(new Parking.Retried(OutboundLab.TOPIC, 0, 0, sequences()));
        assertThat(lab.deliver(0)).contains(1L);
    }

    private StoredReport read() throws IOException {
        try (SegmentFiles files = lab.journal().newFiles()) {
            StoredReport read = parked().read(PARTITION, sequences().get(0), files);
            assertThat(read).isNotNull();
            return Objects.requireNonNull(read);
        }
    }

    @Test
    void shouldKeepARottenReportParkedSayThatItCannotBeReadAndNotRetryIt() throws IOException {
        commit(2);
        park(2);
        ParkedReport rotten = parked().list().get(0);
        lab.directory.flip("segment-0000000001.journal", (int) rotten.at().position() + rotten.size() - 1, 3);

        try (SegmentFiles files = lab.journal().newFiles()) {
            assertThatThrownBy(() -> parked().read(PARTITION, rotten.sequence(), files))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("byte " + rotten.at().position() + " of segment 1")
                    .hasMessageContaining("stays parked");
            Parking.Retried retry = parked().retryFrame(PARTITION, sequences(), 0, files);
            assertThat(Objects.requireNonNull(retry).sequences())
                    .containsExactly(sequences().get(1));
        }
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    @Test
    void shouldParkInAJournalThatIsFullOfReports() {
        OutboundLab full = new OutboundLab(SEGMENT_BYTES, 8L * SEGMENT_BYTES);
        Append last = full.commit(0, 500);
        while (last.outcome() == Append.Outcome.DONE) {
            last = full.commit(0, 500);
        }
        assertThat(last.outcome()).isEqualTo(Append.Outcome.REFUSED);
        OutboundReport poison = full.buffer(0).take(1, Long.MAX_VALUE).get(0);

        assertThat(full.append(ParkedReports.parkFrame(poison, "too large", 5)).outcome())
                .isEqualTo(Append.Outcome.DONE);
    }

    @Test
    void shouldSayThatNoMoreMayBeParkedWhenTheReasonsAreTooLong() {
        String reason = "x".repeat(5_000);
        int most = ParkedReports.MAX_REASONS / Parking.MAX_REASON;
        OutboundLab wide = new OutboundLab(1 << 20, 1 << 28);
        for (int i = 0; i <= most; i++) {
            wide.commit(0, 1);
            OutboundReport report = wide.buffer(0).take(1, Long.MAX_VALUE).get(0);
            assertThat(wide.outbound().parked().full()).isNull();
            wide.append(ParkedReports.parkFrame(report, reason, 5));
        }

        assertThat(wide.outbound().parked().full()).contains("Retry or drop some");
    }

    @Test
    void shouldDropOnlyWithAReason() {
        commit(1);
        park(1);

        assertThatThrownBy(() -> parked().dropFrame(PARTITION, sequences().get(0), " ", 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a reason");
    }

    @Test
    void shouldKnowAfterACrashWhichTransactionalIdsWereUsed() {
        lab.append(new Frame.TransactionalIdUsed(1, 7));
        lab.append(new Frame.TransactionalIdUsed(0, 7));
        lab.append(new Frame.TransactionalIdUsed(1, 8));

        lab.crash();
        lab.crash();

        assertThat(lab.outbound().transactionalIds())
                .containsExactly(new Frame.TransactionalIdUsed(0, 7), new Frame.TransactionalIdUsed(1, 8));
    }
}
