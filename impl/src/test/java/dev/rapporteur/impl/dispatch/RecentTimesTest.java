package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is told of the last minute's answers. */
class RecentTimesTest {

    private static final long MINUTE_MS = 60_000;

    private final RecentTimes times = new RecentTimes(0);

    @Test
    void shouldTellNothingWhereNothingCame() {
        RecentTimes.Summary summary = times.read(5_000);

        assertThat(summary).isEqualTo(new RecentTimes.Summary(0, 0, 0, 0, 0));
    }

    @Test
    void shouldTellTimesAtMostAnEighthTooLongAndNeverTooShort() {
        for (long micros = 0; micros < 100_000_000; micros += 1 + micros / 50) {
            RecentTimes one = new RecentTimes(0);
            one.add(micros, 0);
            one.add(100_000_000, 0);

            assertThat(one.read(0).p50Micros()).isBetween(micros, micros + micros / 8);
        }
    }

    @Test
    void shouldTellPercentilesAndTheLongest() {
        for (int i = 1; i <= 1_000; i++) {
            times.add(i * 1_000L, 0);
        }

        RecentTimes.Summary summary = times.read(1_000);

        assertThat(summary.count()).isEqualTo(1_000);
        assertThat(summary.p50Micros()).isBetween(500_000L, 563_000L);
        assertThat(summary.p99Micros()).isBetween(990_000L, 1_000_000L);
        assertThat(summary.maxMicros()).isEqualTo(1_000_000);
    }

    @Test
    void shouldTellTheRateOfTheTimeThatItKnows() {
        for (int i = 0; i < 200; i++) {
            times.add(1, i * 100L);
        }

        assertThat(times.read(20_000).perSecond()).isCloseTo(10, within(0.1));
        assertThat(times.read(40_000).perSecond()).isCloseTo(5, within(0.1));
    }

    @Test
    void shouldForgetWhatIsOlderThanAMinute() {
        times.add(50_000, 0);
        for (long atMs = RecentTimes.SLICE_MS; atMs <= MINUTE_MS; atMs += RecentTimes.SLICE_MS) {
            times.add(1_000, atMs);
        }

        assertThat(times.read(MINUTE_MS).maxMicros()).isEqualTo(1_000);
        assertThat(times.read(MINUTE_MS).count()).isEqualTo(RecentTimes.SLICES);
        assertThat(times.read(3 * MINUTE_MS)).isEqualTo(new RecentTimes.Summary(0, 0, 0, 0, 0));
    }

    @Test
    void shouldCountTheLongestThinkableTime() {
        times.add(Long.MAX_VALUE, 0);
        times.add(-1, 0);

        assertThat(times.read(0).count()).isEqualTo(2);
        assertThat(times.read(0).maxMicros()).isGreaterThan(120_000_000);
    }

    @Test
    void shouldNeverTellMoreThanCameWhileItIsWritten() throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            for (long atMs = 0; atMs < 100 * RecentTimes.SLICE_MS; atMs++) {
                times.add(atMs % 5_000, atMs);
            }
            written.countDown();
        });
        writer.start();

        while (written.getCount() > 0) {
            assertThat(times.read(50 * RecentTimes.SLICE_MS).count())
                    .isBetween(0L, RecentTimes.SLICES * RecentTimes.SLICE_MS * 100);
        }

        writer.join();
        assertThat(times.read(100 * RecentTimes.SLICE_MS - 1).count())
                .isEqualTo(RecentTimes.SLICES * RecentTimes.SLICE_MS);
    }
}
