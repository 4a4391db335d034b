package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What markers mean: the table in docs/delivery-design.md. */
class FindingsTest {

    private static final PartitionId PARTITION = new PartitionId("payments", 3);

    @Test
    void shouldBeginWhereTheMarkerSays() {
        assertThat(after(crash(), 5, here(2, 0, 9)).next()).isEqualTo(9);
    }

    @Test
    void shouldBeginWhereTheJournalSaysIfThatIsFurther() {
        assertThat(after(crash(), 12, here(2, 0, 9)).next()).isEqualTo(12);
    }

    @Test
    void shouldTakeTheLatestOpeningsMarkerThenTheLatestGenerationThenTheFurthest() {
        assertThat(after(crash(), 0, here(1, 5, 90), here(2, 0, 9)).next()).isEqualTo(9);
        assertThat(after(crash(), 0, here(2, 1, 7), here(2, 0, 9)).next()).isEqualTo(7);
        assertThat(after(crash(), 0, here(2, 0, 8), here(2, 0, 9)).next()).isEqualTo(9);
    }

    @Test
    void shouldBeginAnewIfNoTransactionalIdWasEverUsed() {
        JournalPast unused = new JournalPast(List.of(1L, 2L), 2, false, List.of(), Set.of());

        assertThat(after(unused, 4)).isEqualTo(from(4));
    }

    @Test
    void shouldTrustTheJournalAfterACleanStop() {
        JournalPast clean = new JournalPast(List.of(1L, 2L), 2, true, List.of(0), Set.of());

        assertThat(after(clean, 4)).isEqualTo(from(4));
    }

    @Test
    void shouldHoldWhereAMarkerIsMissingAfterACrash() {
        assertThat(after(crash(), 4).obstacle()).contains("payments-3", "onMissingMarker=RESEND");
    }

    @Test
    void shouldBeginWhereNothingWasEverDeliveredThoughTheProcessWasKilled() {
        assertThat(after(crash(), 0)).isEqualTo(from(0));
    }

    @Test
    void shouldSendAgainIfTheOperatorSaysSo() {
        Findings.Finding finding = findings(crash(), MissingMarker.RESEND).atStart(PARTITION, markers(), 4);

        assertThat(finding.obstacle()).isNull();
        assertThat(finding.next()).isEqualTo(4);
        assertThat(finding.warning()).contains("payments-3", "may come twice", "onMissingMarker is RESEND");
    }

    @Test
    void shouldNotMissAMarkerOfATransactionThatMayNotHaveCommitted() {
        assertThat(findings(crash(), MissingMarker.HOLD).afterDoubt(PARTITION, markers(), 4, false))
                .isEqualTo(from(4));
    }

    @Test
    void shouldHoldWhereAMarkerThatWasThereIsGoneAfterADoubt() {
        assertThat(findings(crash(), MissingMarker.HOLD)
                        .afterDoubt(PARTITION, markers(), 4, true)
                        .obstacle())
                .contains("payments-3", "not in Kafka any more", "onMissingMarker=RESEND");
    }

    @Test
    void shouldHoldAndNameAnotherClustersMarker() {
        assertThat(after(crash(), 0, new Marker("there", 2, 0, 9)).obstacle())
                .contains("cluster there", "cluster here", "bootstrapServers");
        assertThat(after(crash(), 0, new Marker("there", 2, 0, 9), here(2, 0, 3))
                        .next())
                .as("it has been here since")
                .isEqualTo(3);
    }

    @Test
    void shouldHoldWhatAnUnknownOpeningHasWritten() {
        assertThat(after(crash(), 0, here(0xbad, 0, 9)).obstacle()).contains("opening bad", "copied", "backup");
    }

    @Test
    void shouldHoldWhatIsNotUnderstood() {
        Markers unclear = new Markers(Map.of(), Set.of(), Map.of(PARTITION, "of version 9"), 0);

        assertThat(findings(crash(), MissingMarker.RESEND)
                        .atStart(PARTITION, unclear, 0)
                        .obstacle())
                .isEqualTo("of version 9");
    }

    @Test
    void shouldKnowAMarkerWhoseReportsHang() {
        Marker marker = new Marker("here", 2, 0, 5, 9, 3, 77);

        assertThat(Findings.isOfHanging(marker, hanging(3, 77))).isTrue();
        assertThat(Findings.isOfHanging(marker, hanging(3, 90))).isFalse();
        assertThat(Findings.isOfHanging(marker, hanging(4, 77)))
                .as("its reports went to another partition")
                .isFalse();
        assertThat(Findings.mayBeOfHanging(marker, hanging(3, 77))).isFalse();
        assertThat(Findings.isOfHanging(here(2, 1, 9), hanging(3, 90)))
                .as("a correction has no reports")
                .isFalse();
    }

    @Test
    void shouldNotTellWhetherReportsHangOfWhichNobodySaidWhereTheyAre() {
        Marker marker = new Marker("here", 2, 0, 5, 9, 3, Marker.NO_OFFSET);

        assertThat(Findings.isOfHanging(marker, hanging(3, 90))).isFalse();
        assertThat(Findings.mayBeOfHanging(marker, hanging(3, 90))).isTrue();
        assertThat(Findings.mayBeOfHanging(marker, hanging(4, 90)))
                .as("its reports went to another partition")
                .isFalse();
        assertThat(Findings.mayBeOfHanging(here(2, 1, 9), hanging(3, 90)))
                .as("a correction has no reports")
                .isFalse();
    }

    private static Finality.Hanging hanging(int partition, long firstOffset) {
        return new Finality.Hanging("id", new PartitionId("payments", partition), 1, firstOffset);
    }

    private static Findings.Finding from(long next) {
        return new Findings.Finding(next, null, null, null);
    }

    private static JournalPast crash() {
        return new JournalPast(List.of(1L, 2L, 3L), 3, false, List.of(0, 1), Set.of());
    }

    private static Marker here(long incarnation, int generation, long next) {
        return new Marker("here", incarnation, generation, next);
    }

    private static Findings findings(JournalPast past, MissingMarker missing) {
        return new Findings(past, "here", missing);
    }

    private static Markers markers(Marker... markers) {
        return new Markers(markers.length == 0 ? Map.of() : Map.of(PARTITION, List.of(markers)), Set.of(), Map.of(), 0);
    }

    private static Findings.Finding after(JournalPast past, long delivered, Marker... markers) {
        return findings(past, MissingMarker.HOLD).atStart(PARTITION, markers(markers), delivered);
    }
}
