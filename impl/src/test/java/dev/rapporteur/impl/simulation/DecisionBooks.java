package dev.rapporteur.impl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.decision.Proof;
import dev.rapporteur.impl.decision.Verdict;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.outbound.UndecidedBranch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What transactions sent, what their database has and said, and what Kafka got: the model of a life with a database that decides. */
final class DecisionBooks {

    static final int PAYLOAD_BYTES = Integer.BYTES;

    /** A transaction and its reports. */
    static final class Story {
        final int number;
        final List<Integer> reports = new ArrayList<>();
        /** Those that no leg has yet. */
        final List<Integer> unkept = new ArrayList<>();

        /** The database said so, and it was so. */
        boolean toldCommitted;

        @Nullable
        Decision byOperator;

        Story(int number) {
            this.number = number;
        }
    }

    private final Object life;
    private final SimulatedDatabase database;
    private final List<Story> stories = new ArrayList<>();
    private final List<Story> storyOf = new ArrayList<>();
    private final Map<Proof, Story> proofs = new HashMap<>();
    /** Reports by the order of the legs that kept them. */
    private final Map<Integer, Integer> ranks = new HashMap<>();

    private final Map<PartitionId, Integer> lastRank = new HashMap<>();
    private final Set<Integer> arrived = new HashSet<>();
    private int legs;

    DecisionBooks(Object life, SimulatedDatabase database) {
        this.life = life;
        this.database = database;
    }

    Story begin() {
        Story story = new Story(stories.size());
        stories.add(story);
        return story;
    }

    /** A new report's payload. */
    byte[] send(Story story) {
        int report = storyOf.size();
        storyOf.add(story);
        story.unkept.add(report);
        return ByteBuffer.allocate(PAYLOAD_BYTES).putInt(report).array();
    }

    /** A leg is about to be kept: it comes after all before. */
    void keep(Story story) {
        legs++;
        story.unkept.forEach(report -> ranks.put(report, legs));
    }

    /** It was. */
    void kept(Story story) {
        story.reports.addAll(story.unkept);
        story.unkept.clear();
    }

    void proven(Story story, Proof proof) {
        proofs.put(proof, story);
    }

    Story story(Frame.Proof proof) {
        Story story = proofs.get(Proof.parse(proof.text()));
        assertThat(story).as("%s: pending without a proof: %s", life, proof).isNotNull();
        return Objects.requireNonNull(story);
    }

    void told(Map<Proof, Verdict> verdicts) {
        verdicts.forEach((proof, verdict) -> {
            Story story = proofs.get(proof);
            if (story != null && database.isCommitted(story.number)) {
                story.toldCommitted |= verdict.kind() == Verdict.Kind.COMMITTED;
            }
        });
    }

    /** Nothing is pended without a proof. */
    void checkPending(List<UndecidedBranch> undecided) {
        undecided.forEach(branch -> story(Objects.requireNonNull(branch.proof())));
    }

    /** Kafka has taken a report. */
    void arrive(OutboundReport report) {
        int number = ByteBuffer.wrap(Objects.requireNonNull(report.payload())).getInt();
        Story story = storyOf.get(number);
        assertThat(database.isCommitted(story.number) || story.toldCommitted || story.byOperator == Decision.COMMIT)
                .as("%s: report %d of transaction %d left, which is not committed", life, number, story.number)
                .isTrue();
        if (arrived.add(number)) {
            int rank = Objects.requireNonNull(ranks.get(number));
            assertThat(rank)
                    .as(
                            "%s: report %d of transaction %d came after one that was kept later",
                            life, number, story.number)
                    .isGreaterThanOrEqualTo(lastRank.getOrDefault(report.partition(), 0));
            lastRank.put(report.partition(), rank);
        }
    }

    /** All that is committed has left; of a transaction all has left, or nothing. What an operator decided is his. */
    void checkEnd() {
        for (Story story : stories) {
            List<Integer> left =
                    story.reports.stream().filter(arrived::contains).toList();
            if (story.byOperator == null && (database.isCommitted(story.number) || !left.isEmpty())) {
                assertThat(left)
                        .as("%s: what has left of transaction %d", life, story.number)
                        .isEqualTo(story.reports);
            }
        }
    }
}
