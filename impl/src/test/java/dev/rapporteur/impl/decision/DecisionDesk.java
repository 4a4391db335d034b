package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.config.DecisionProof;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.journal.SimulatedDirectory;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.UndecidedBranch;
import dev.rapporteur.impl.routing.Router;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.TurnThread;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.impl.xa.BranchTable;
import dev.rapporteur.impl.xa.OpenJournal;
import dev.rapporteur.impl.xa.Patience;
import dev.rapporteur.impl.xa.ReportAdmission;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that a database decides, over a real journal with its own thread, and the asker, whose turns the test takes by
 * a clock of the test's. The database says what the test wants.
 */
final class DecisionDesk implements AutoCloseable, Databases {

    static final String TOPIC = "payments";
    static final String NAME = "jdbc/orders";

    private static final AtomicLong INCARNATIONS = new AtomicLong(1);

    /** Says of each proof what the test has put in, or that it runs. */
    static final class Scripted implements DecisionDatabase {
        final Map<Proof, Verdict> verdicts = new HashMap<>();
        final List<Proof> asked = new ArrayList<>();
        final List<String> forgotten = new ArrayList<>();
        final AtomicInteger taken = new AtomicInteger();
        boolean away;
        /** There was no time to ask for anything. */
        boolean hurried;

        Runnable whileTaking = () -> {};

        private void requireThere() throws SQLException {
            if (away) {
                throw new SQLNonTransientConnectionException("connection refused");
            }
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Proof take(Opening opening, long number) throws SQLException {
            requireThere();
            taken.incrementAndGet();
            whileTaking.run();
            return new TableProof(opening.journalId(), opening.incarnation(), number);
        }

        @Override
        public void enter(Opening opening) throws SQLException {
            requireThere();
        }

        @Override
        public Map<Proof, Verdict> ask(List<? extends Proof> proofs) throws SQLException {
            asked.addAll(proofs);
            requireThere();
            Map<Proof, Verdict> said = new HashMap<>();
            if (hurried) {
                return said;
            }
            proofs.forEach(proof -> said.put(proof, verdicts.getOrDefault(proof, Verdict.RUNNING)));
            return said;
        }

        @Override
        public void forget(Opening opening, long below, List<Long> earlier) throws SQLException {
            requireThere();
            forgotten.add(below + " " + earlier);
        }
    }

    final Scripted database = new Scripted();
    final SimulatedDirectory directory = new SimulatedDirectory(new Random(1));
    final DatabaseTransactions transactions;
    final BranchTable branches;
    private final Outbound outbound;
    private final Journal journal;
    private final OpenJournal opening;
    private final TurnThread thread;
    private long nowMs = 1_000_000;
    private Asker asker;
    private @Nullable DecisionSetupException refusal;

    DecisionDesk() {
        MemoryBudget memory = new MemoryBudget(1 << 24);
        outbound = new Outbound(OutboundListener.NONE, memory, () -> nowMs);
        Bell bell = new Bell();
        journal = Journal.open(
                directory,
                new JournalSettings(1 << 16, 1 << 20, true, null, false),
                outbound,
                INCARNATIONS.getAndIncrement(),
                new UUID(3, 4),
                System::nanoTime,
                bell);
        thread = TurnThread.start("journal-of-test", journal, bell);
        keep(new Frame.Route(TOPIC, 1));
        opening = new OpenJournal(
                journal,
                outbound,
                new ReportAdmission(
                        new Router(outbound, key -> key.length, null),
                        topic -> Integer.MAX_VALUE,
                        memory,
                        new ReportAdmission.Limits(1 << 22, 1 << 23),
                        InstantSource.system(),
                        journal.incarnation()));
        branches = new BranchTable(opening, Patience.NONE);
        transactions = new DatabaseTransactions(
                branches::begin,
                new DecisionDatabase.Opening(journal.id(), journal.incarnation()),
                NAME,
                DecisionProof.TABLE);
        asker = newAsker();
    }

    /** As over a journal that was opened again. */
    Asker newAsker() {
        asker = new Asker(this, transactions, opening, outbound, "engine", () -> nowMs, new Bell());
        return asker;
    }

    /** With the database looked at. */
    static DecisionDesk ready() {
        DecisionDesk desk = new DecisionDesk();
        desk.turn();
        return desk;
    }

    @Override
    public DecisionDatabase find(String name, DecisionProof kind) {
        DecisionSetupException wrong = refusal;
        if (wrong != null) {
            throw wrong;
        }
        return database;
    }

    @Override
    public void check(DecisionDatabase found, DecisionDatabase.Opening of, long number) throws SQLException {
        database.requireThere();
    }

    void refuse(@Nullable String message) {
        refusal = message == null ? null : new DecisionSetupException(message);
    }

    Asker asker() {
        return asker;
    }

    /** The asker's next turn. @return how long it would rest */
    long turn() {
        return asker.turn();
    }

    /** Its next turn so much later. */
    long turnAfter(long ms) {
        nowMs += ms;
        return turn();
    }

    void keep(Frame frame) {
        journal.append(frame).await();
    }

    DatabaseTransaction begin(String payload) {
        DatabaseTransaction transaction = transactions.begin();
        send(transaction, payload);
        return transaction;
    }

    void send(DatabaseTransaction transaction, String payload) {
        transaction.inBranch(branch -> branch.send(TOPIC, payload.getBytes(StandardCharsets.UTF_8)));
    }

    /** A transaction whose reports are durable. */
    DatabaseTransaction pending(String payload) {
        DatabaseTransaction transaction = begin(payload);
        transaction.beforeCompletion(() -> true);
        return transaction;
    }

    /** One that another version of the adapter, or another opening, has made pending. */
    void found(long number, String proof) {
        Branch branch = branches.begin();
        branch.send(TOPIC, "found".getBytes(StandardCharsets.UTF_8));
        branch.pend(transactions.xid(number, 0), new Frame.Proof(NAME, proof));
    }

    /** Of the transaction with this number. */
    TableProof proof(long number) {
        return new TableProof(journal.id(), journal.incarnation(), number);
    }

    List<UndecidedBranch> undecided() {
        return outbound.undecidedBranches();
    }

    long incarnation() {
        return journal.incarnation();
    }

    /** The payloads that have become ready to leave since the last question. */
    List<String> left() {
        List<String> payloads = new ArrayList<>();
        for (PartitionBuffer buffer : outbound.partitions()) {
            buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE)
                    .forEach(report ->
                            payloads.add(new String(Objects.requireNonNull(report.payload()), StandardCharsets.UTF_8)));
        }
        return payloads;
    }

    @Override
    public void close() {
        journal.stop();
        thread.join(Duration.ofSeconds(10));
    }
}
