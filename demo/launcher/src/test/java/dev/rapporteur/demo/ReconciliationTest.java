package dev.rapporteur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final Payment FIRST = new Payment(1, "Alder", 100);
    private static final Payment SECOND = new Payment(2, "Birch", 200);
    private static final Payment THIRD = new Payment(3, "Alder", 300);

    @Test
    void shouldAgreeWhenReportsAreTheRowsInOrder() {
        Reconciliation result = Reconciliation.of(
                List.of(FIRST, SECOND, THIRD), List.of(report(1, 0, SECOND), report(0, 0, FIRST), report(0, 1, THIRD)));

        assertThat(result.agrees()).isTrue();
        assertThat(result.rows()).isEqualTo(3);
        assertThat(result.reports()).isEqualTo(3);
        assertThat(result.partitions().get(0)).isEqualTo(new Reconciliation.Partition(2, 0, 0));
    }

    @Test
    void shouldFindDuplicates() {
        Reconciliation result = Reconciliation.of(
                List.of(FIRST, THIRD), List.of(report(0, 0, FIRST), report(0, 1, THIRD), report(0, 2, FIRST)));

        assertThat(result.agrees()).isFalse();
        assertThat(result.duplicates()).isEqualTo(1);
        assertThat(result.reports()).isEqualTo(2);
    }

    @Test
    void shouldNameWhatIsMissingAndWhatIsTooMuch() {
        Reconciliation result =
                Reconciliation.of(List.of(FIRST, SECOND), List.of(report(0, 0, FIRST), report(0, 1, THIRD)));

        assertThat(result.agrees()).isFalse();
        assertThat(result.missing()).containsExactly(2L);
        assertThat(result.unexpected()).containsExactly(3L);
    }

    @Test
    void shouldNameReportsThatTellOtherwiseThanTheRow() {
        Payment other = new Payment(1, "Alder", 101);

        Reconciliation content = Reconciliation.of(List.of(FIRST), List.of(report(0, 0, other)));
        Reconciliation key = Reconciliation.of(List.of(FIRST), List.of(new ArrivedReport(0, 0, "Birch", FIRST)));

        assertThat(content.different()).containsExactly(1L);
        assertThat(key.different()).containsExactly(1L);
        assertThat(key.agrees()).isFalse();
    }

    @Test
    void shouldNameReportsBehindALaterPayment() {
        Reconciliation result =
                Reconciliation.of(List.of(FIRST, THIRD), List.of(report(0, 1, FIRST), report(0, 0, THIRD)));

        assertThat(result.outOfOrder()).containsExactly(1L);
        assertThat(result.agrees()).isFalse();
    }

    private static ArrivedReport report(int partition, long offset, Payment payment) {
        return new ArrivedReport(partition, offset, payment.account(), payment);
    }
}
