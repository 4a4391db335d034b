package dev.rapporteur.impl.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.DeliveryEvent;
import dev.rapporteur.DeliveryListener;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One listener over a real journal, whose turns and whose clock the test has in its hand. */
class TellerTest {

    private static final String NAME = "ledger";

    @TempDir
    Path directory;

    private final List<Long> told = new ArrayList<>();
    private Journal journal;
    private Outbound outbound;
    private long nowMs = 1_000;
    private long number;

    @BeforeEach
    void open() {
        outbound = new Outbound(OutboundListener.NONE, new MemoryBudget(1 << 20), () -> 0);
        journal = Journal.open(
                FileSystemDirectory.at(directory),
                new JournalSettings(1 << 20, 16 << 20, false, null, false),
                outbound,
                7,
                new UUID(1, 1),
                System::nanoTime,
                new Bell());
        append(new Observing.Observed(
                NAME, outbound.observers().applied(), outbound.observers().active()));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void append(Observing frame) {
        journal.append(frame);
        journal.turn();
    }

    /** Kafka has confirmed so many reports more. */
    private void confirm(int reports) {
        long first = number;
        number += reports;
        append(new Observing.Confirmed(
                "payments",
                0,
                number,
                5,
                LongStream.range(first, number)
                        .mapToObj(one -> new Observing.Told(7, one, one))
                        .toList()));
    }

    private void remember(DeliveryEvent event) {
        told.add(event.id().number());
    }

    private Teller teller(DeliveryListener listener, Executor executor) {
        return new Teller(
                NAME,
                new Target(listener, executor, null),
                () -> new Source(journal, outbound.observers()),
                () -> nowMs,
                new Bell());
    }

    private Observing.Observed observed() {
        return Objects.requireNonNull(outbound.observers().of(NAME));
    }

    /** Turns until there is nothing to do at once. @return how long it would rest */
    private long run(Teller teller) {
        long restMs = teller.turn();
        while (restMs == 0) {
            restMs = teller.turn();
        }
        journal.turn();
        return restMs;
    }

    @Test
    void shouldPauseTwiceAsLongAfterEachFailureAndGiveAnEventUpAfterTenAttempts() {
        confirm(2);
        List<Long> attempts = new ArrayList<>();
        Teller teller = teller(
                event -> {
                    attempts.add(event.id().number());
                    if (event.id().number() == 0) {
                        throw new IllegalStateException("planted");
                    }
                    remember(event);
                },
                Runnable::run);
        List<Long> pausesMs = new ArrayList<>();

        for (int i = 0; i < 100 && told.isEmpty(); i++) {
            long restMs = run(teller);
            if (told.isEmpty()) {
                assertThat(teller.trouble()).contains(NAME, "planted");
                pausesMs.add(restMs);
                nowMs += restMs;
            }
        }

        assertThat(pausesMs).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 10_000L, 10_000L);
        assertThat(attempts).hasSize(11).endsWith(0L, 1L);
        assertThat(told).containsExactly(1L);
        assertThat(teller.givenUp()).isEqualTo(1);
        assertThat(teller.trouble()).contains(NAME, "has not taken 1 events", "in the log");
    }

    @Test
    void shouldNotCountItAsAnAttemptThatItsExecutorRefuses() {
        confirm(1);
        int[] refusals = {20};
        Teller teller = teller(this::remember, task -> {
            if (refusals[0]-- > 0) {
                throw new RejectedExecutionException("planted");
            }
            task.run();
        });

        for (int i = 0; i < 100 && told.isEmpty(); i++) {
            long restMs = run(teller);
            nowMs += restMs == Turn.UNTIL_RUNG ? 0 : restMs;
        }

        assertThat(told).containsExactly(0L);
        assertThat(refusals[0]).isNegative();
    }

    @Test
    void shouldHandOverSomeEventsAtATimeHoweverManyWait() {
        for (int i = 0; i < 100; i++) {
            confirm(100);
        }
        List<Runnable> batches = new ArrayList<>();
        Teller teller = teller(this::remember, batches::add);

        assertThat(run(teller)).isEqualTo(Turn.UNTIL_RUNG);
        assertThat(run(teller)).isEqualTo(Turn.UNTIL_RUNG);

        assertThat(batches).hasSize(1);
        batches.get(0).run();
        assertThat(told).hasSize(300);
    }

    @Test
    void shouldNoteInTheJournalHowFarTheListenerHasCome() {
        confirm(3);
        long behind = outbound.observers().applied();
        Teller teller = teller(this::remember, Runnable::run);

        long unused = run(teller);

        assertThat(observed().through()).isEqualTo(behind);
        assertThat(outbound.observers().isBehind(observed())).isFalse();
    }

    @Test
    void shouldNoteNothingOfWhatTheListenerHasNotTakenWhenItIsClosed() {
        confirm(3);
        long before = observed().through();
        Teller teller = teller(this::remember, task -> {});
        long unused = run(teller);

        teller.stop();
        boolean inTime = teller.awaitCall(Duration.ZERO);

        assertThat(inTime).isFalse();
        assertThat(teller.turn()).isEqualTo(Turn.DONE);
        journal.turn();
        assertThat(observed().through()).isEqualTo(before);
    }

    @Test
    void shouldStayEndedWhenItsListenerEndsItInItsLastCall() {
        confirm(1);
        Teller[] itself = new Teller[1];
        Teller teller = teller(
                event -> {
                    remember(event);
                    itself[0].endForGood();
                    itself[0].stop();
                    append(new Observing.Unobserved(NAME));
                },
                Runnable::run);
        itself[0] = teller;

        long last = run(teller);

        assertThat(last).isEqualTo(Turn.DONE);
        assertThat(told).containsExactly(0L);
        assertThat(outbound.observers().of(NAME)).isNull();
    }

    @Test
    void shouldNotBeMovedBackByALateNoteOfWhomeverItHasReplaced() {
        confirm(2);
        Observing.Observed before = observed();
        long unused = run(teller(this::remember, Runnable::run));
        long through = observed().through();
        assertThat(through).isGreaterThan(before.through());

        append(before);

        assertThat(observed().through()).isEqualTo(through);
    }

    @Test
    void shouldGoOnBehindAnEventWhoseFrameIsDamaged() throws IOException {
        confirm(1);
        confirm(1);
        confirm(1);
        damageEventOf(1);
        Teller teller = teller(this::remember, Runnable::run);

        long unused = run(teller);

        assertThat(told).containsExactly(0L, 2L);
    }

    @Test
    void shouldTellNothingThatStandsBeforeWhatItKnowsAlready() {
        confirm(2);
        append(new Observing.Observed(
                NAME, outbound.observers().applied(), outbound.observers().active()));
        confirm(1);
        Teller teller = teller(this::remember, Runnable::run);

        long unused = run(teller);

        assertThat(told).containsExactly(2L);
    }

    private void damageEventOf(long report) throws IOException {
        Path segment = directory.resolve("segment-0000000001.journal");
        byte[] told = ByteBuffer.allocate(16).putLong(7).putLong(report).array();
        byte[] bytes = Files.readAllBytes(segment);
        for (int at = 0; at < bytes.length - told.length; at++) {
            if (ByteBuffer.wrap(bytes, at, told.length).equals(ByteBuffer.wrap(told))) {
                try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
                    file.seek(at);
                    file.write(1);
                }
                return;
            }
        }
        throw new IllegalStateException("No event of report " + report);
    }
}
