package dev.rapporteur.impl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.BufferFullException;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.TransactionStateException;
import dev.rapporteur.impl.config.DecisionProof;
import dev.rapporteur.impl.decision.Asker;
import dev.rapporteur.impl.decision.DatabaseTransaction;
import dev.rapporteur.impl.decision.DatabaseTransactions;
import dev.rapporteur.impl.decision.Databases;
import dev.rapporteur.impl.decision.DecisionDatabase;
import dev.rapporteur.impl.decision.DecisionSetupException;
import dev.rapporteur.impl.decision.Proof;
import dev.rapporteur.impl.decision.Verdict;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.UndecidedBranch;
import dev.rapporteur.impl.routing.Router;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.xa.BranchTable;
import dev.rapporteur.impl.xa.OpenJournal;
import dev.rapporteur.impl.xa.Patience;
import dev.rapporteur.impl.xa.ReportAdmission;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One life story of transactions that their database decides, drawn from a seed: the real journal, fold, branches and asker
 * over {@link SimulatedEngine}, and a {@link SimulatedDatabase} that commits late, doesn't answer, crashes, forgets.
 * {@link DecisionBooks} hold it against what must be so.
 *
 * <p>Calls that wait for the journal are a {@link SimulatedPartner}'s; all draw from one source of random numbers, step by step.
 */
final class DecisionSimulation implements AutoCloseable {

    private static final String TOPIC = "payments";
    private static final int PARTITIONS = 2;
    private static final int MAX_OPEN = 6;
    /** The journal has no room for such a report. */
    private static final int TOO_LARGE = (int) SimulatedEngine.ROOMY_BYTES;

    /** Longer than the longest pause after which anything is asked again. */
    private static final long LONG_NANOS = 61_000_000_000L;

    private static final int ROUNDS = 5;

    /** The server dies in the midst of a call. */
    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A transaction on the server. */
    private static final class Live {
        final DecisionBooks.Story story;
        final DatabaseTransaction transaction;
        final SimulatedDatabase.Work work;
        boolean pending;
        boolean ended;

        Live(DecisionBooks.Story story, DatabaseTransaction transaction, SimulatedDatabase.Work work) {
            this.story = story;
            this.transaction = transaction;
            this.work = work;
        }
    }

    private final long seed;
    private final SplittableRandom random;
    private final DecisionProof kind;
    /** Whether the database may lose what it had. */
    private final boolean lossy;

    private final SimulatedEngine engine;
    private final SimulatedDatabase database;
    private final DecisionBooks books;
    private final SimulatedPartner partner = new SimulatedPartner();
    private final List<Live> lives = new ArrayList<>();
    private int restarts;
    private boolean quiet;
    private boolean reached;
    private boolean skipped;
    private @Nullable Live current;
    private BranchTable branches;
    private DatabaseTransactions transactions;
    private Asker asker;

    DecisionSimulation(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.kind = seed % 3 == 2 ? DecisionProof.TRANSACTION_ID : DecisionProof.TABLE;
        this.lossy = seed % 4 == 3;
        this.engine = SimulatedEngine.roomy(random, new SimulatedPartitioner(seed));
        this.database = new SimulatedDatabase(random, () -> engine.nanos() / 1_000);
        this.books = new DecisionBooks(this, database);
        begin();
    }

    /** Lives through so many random steps, then lets everything come to its end. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            try {
                step();
            } catch (Died e) {
                die();
            }
            database.pass();
            if (!engine.journal().isOpen()) {
                reopen();
            }
        }
        finish();
    }

    @Override
    public void close() {
        partner.close();
    }

    private void step() {
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4 -> beginOne();
            case 5, 6 -> send();
            case 7, 8, 9, 10 -> complete();
            case 11, 12, 13, 14 -> end();
            case 15, 16 -> callBack();
            case 17 -> reap();
            case 18, 19, 20, 21, 22 -> ask();
            case 23, 24, 25, 26 -> takeSome();
            case 27 -> database.away(random.nextInt(8));
            case 28 -> database.other();
            case 29 -> troubleDatabase();
            case 30 -> engine.directory().failNextSyncs(random.nextInt(2));
            case 31 -> engine.directory().failNextWrites(random.nextInt(2));
            case 32 -> die();
            case 33 -> operate();
            case 34 -> readAndWrite();
            default -> turn();
        }
    }

    private void turn() {
        engine.pass(random.nextLong(800_000_000));
        engine.turn();
    }

    // The server.

    private OpenJournal opening() {
        return new OpenJournal(
                engine.journal(),
                engine.outbound(),
                new ReportAdmission(
                        new Router(engine.outbound(), key -> key.length, null),
                        topic -> Integer.MAX_VALUE,
                        engine.memory(),
                        new ReportAdmission.Limits(2 * TOO_LARGE, 4 * TOO_LARGE),
                        InstantSource.system(),
                        engine.journal().incarnation()));
    }

    /** A process begins. */
    private void begin() {
        engine.appendLazily(new Frame.Route(TOPIC, PARTITIONS), () -> {});
        engine.drain();
        OpenJournal opening = opening();
        branches = new BranchTable(opening, Patience.NONE);
        transactions = new DatabaseTransactions(
                branches::begin,
                new DecisionDatabase.Opening(
                        engine.journal().id(), engine.journal().incarnation()),
                "simulated",
                kind);
        reached = false;
        skipped = false;
        asker = asker(opening);
    }

    private Asker asker(OpenJournal opening) {
        return new Asker(
                new Found(),
                transactions,
                opening,
                engine.outbound(),
                "simulated",
                () -> engine.nanos() / 1_000_000,
                new Bell());
    }

    /** The journal has failed: it is opened again in the same process, or the process ends. */
    private void reopen() {
        if (random.nextInt(3) == 0) {
            die();
            return;
        }
        asker.stop();
        engine.journal().close();
        engine.directory().failNextSyncs(0);
        engine.directory().failNextWrites(0);
        openAgain();
        OpenJournal opening = opening();
        asker = asker(opening);
        branches.reopened(opening);
        transactions.reopened();
    }

    /** The process or the machine ends at once, and begins again. */
    private void die() {
        if (random.nextBoolean()) {
            engine.directory().kill();
        } else {
            engine.directory().crash();
        }
        for (Live live : lives) {
            database.orphan(live.work);
        }
        lives.clear();
        current = null;
        openAgain();
        begin();
    }

    private void openAgain() {
        restarts++;
        engine.abandon();
        engine.open();
        books.checkPending(engine.outbound().undecidedBranches());
    }

    /** What waits for the journal is done while that takes its turns; now and then the machine stops in the midst of it. */
    private void waitFor(Runnable call) {
        boolean dies = !quiet && random.nextInt(40) == 0;
        partner.call(call, () -> {
            if (dies) {
                engine.directory().crash();
            }
            engine.turn();
        });
        if (dies) {
            throw new Died();
        }
    }

    // Transactions.

    private @Nullable Live any(boolean pending, boolean ended) {
        List<Live> some = lives.stream()
                .filter(live -> live.pending == pending && live.ended == ended)
                .toList();
        return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
    }

    private void beginOne() {
        if (reached && lives.size() < MAX_OPEN) {
            DecisionBooks.Story story = books.begin();
            Live live = new Live(story, transactions.begin(), database.begin(story.number));
            lives.add(live);
            send(live);
            if (random.nextBoolean()) {
                complete(live);
            }
        }
    }

    private void send() {
        Live live = any(random.nextInt(4) == 0, false);
        if (live != null) {
            send(live);
        }
    }

    private void send(Live live) {
        send(live, DecisionBooks.PAYLOAD_BYTES);
    }

    private void send(Live live, int bytes) {
        byte[] payload = Arrays.copyOf(books.send(live.story), bytes);
        boolean sent = false;
        try {
            live.transaction.inBranch(branch -> branch.sendTo(TOPIC, random.nextInt(PARTITIONS), payload));
            live.pending = false;
            sent = true;
        } catch (BufferFullException | NotAvailableException | TransactionStateException e) {
            database.rollback(live.work);
        }
        if (!sent) {
            over(live);
        }
    }

    private void complete() {
        Live live = any(false, false);
        if (live != null) {
            complete(live);
        }
    }

    private void complete(Live live) {
        int how = quiet ? 9 : random.nextInt(32);
        live.work.reaped = how == 0;
        BooleanSupplier active = () -> {
            if (how == 1) {
                database.rollback(live.work);
                live.transaction.afterCompletion(); // the reaper
            }
            if (how == 2) {
                throw new Died();
            }
            return live.work.isRunning();
        };
        if (how >= 3 && how <= 5) {
            send(live, TOO_LARGE);
        }
        books.keep(live.story);
        current = live;
        try {
            waitFor(() -> live.transaction.beforeCompletion(active));
            books.kept(live.story);
            live.pending = true;
        } catch (BufferFullException | NotAvailableException | TransactionStateException e) {
            database.rollback(live.work);
            over(live);
        } finally {
            current = null;
        }
        books.checkPending(engine.outbound().undecidedBranches());
        if (live.pending && random.nextInt(3) != 0) {
            end(live);
        }
    }

    private void end() {
        Live live = any(true, false);
        if (live != null) {
            end(live);
        }
    }

    /** The database commits, or not; and what the server hears of it is true, or not. */
    private void end(Live live) {
        switch (random.nextInt(8)) {
            case 0 -> database.rollback(live.work);
            case 1, 2 -> database.cut(live.work);
            default -> database.commit(live.work);
        }
        over(live);
    }

    private void over(Live live) {
        live.ended = true;
        if (random.nextBoolean()) {
            callBack(live);
        }
    }

    private void callBack() {
        List<Live> ended = lives.stream().filter(live -> live.ended).toList();
        if (!ended.isEmpty()) {
            callBack(ended.get(random.nextInt(ended.size())));
        }
    }

    private void callBack(Live live) {
        lives.remove(live);
        if (!quiet && random.nextInt(20) == 0) {
            skipped = true;
            return;
        }
        live.transaction.afterCompletion();
        if (random.nextInt(4) == 0) {
            live.transaction.afterCompletion();
        }
    }

    /** Its time is up; the application goes on a little. */
    private void reap() {
        Live live = any(random.nextBoolean(), false);
        if (live != null) {
            database.rollback(live.work);
            live.transaction.afterCompletion();
            assertThat(sends(live)).as("%s: sent although it is over", this).isFalse();
            live.ended = true;
            lives.remove(live);
        }
    }

    private boolean sends(Live live) {
        try {
            live.transaction.inBranch(branch -> branch.sendTo(TOPIC, 0, new byte[DecisionBooks.PAYLOAD_BYTES]));
            return true;
        } catch (TransactionStateException e) {
            return false;
        }
    }

    /** One transaction reads what the other has committed, and ends before that has told its end. */
    private void readAndWrite() {
        Live first = any(true, false);
        if (first != null) {
            database.commit(first.work);
            first.ended = true;
            beginOne();
            engine.pass(1_000_000);
            ask();
            takeAll();
        }
    }

    // Who asks, and what comes of it.

    private final class Found implements Databases {
        @Override
        public DecisionDatabase find(String name, DecisionProof kindOfProof) {
            assertThat(name).isEqualTo("simulated");
            return new Asked(
                    kindOfProof == DecisionProof.TABLE
                            ? new SimulatedTableProofs(database, DecisionSimulation.this::currentWork)
                            : new SimulatedIdProofs(database, DecisionSimulation.this::currentWork));
        }

        @Override
        public void check(DecisionDatabase found, DecisionDatabase.Opening opening, long number) throws SQLException {
            database.requireAnswer();
            if (!quiet && random.nextInt(16) == 0) {
                throw new DecisionSetupException("Something is wrong with it.");
            }
        }
    }

    private SimulatedDatabase.Work currentWork() {
        return Objects.requireNonNull(current).work;
    }

    /** The database, with what it says written into the books. */
    private final class Asked implements DecisionDatabase {
        private final DecisionDatabase asked;

        Asked(DecisionDatabase asked) {
            this.asked = asked;
        }

        @Override
        public String name() {
            return asked.name();
        }

        @Override
        public Proof take(Opening opening, long number) throws SQLException {
            Proof proof = asked.take(opening, number);
            books.proven(Objects.requireNonNull(current).story, proof);
            return proof;
        }

        @Override
        public void enter(Opening opening) throws SQLException {
            asked.enter(opening);
            reached = true;
        }

        @Override
        public Map<Proof, Verdict> ask(List<? extends Proof> proofs) throws SQLException {
            Map<Proof, Verdict> verdicts = asked.ask(proofs);
            books.told(verdicts);
            if (!quiet && random.nextInt(40) == 0) {
                throw new Died();
            }
            return verdicts;
        }

        @Override
        public void forget(Opening opening, long below, List<Long> earlier) throws SQLException {
            asked.forget(opening, below, earlier);
        }
    }

    private void ask() {
        engine.pass(random.nextLong(1_500_000_000));
        askNow();
    }

    private void askNow() {
        if (engine.outbound().preparedCount() == 0) {
            asker.turn(); // waits for nothing
        } else {
            waitFor(() -> asker.turn());
        }
    }

    private void takeSome() {
        List<PartitionBuffer> buffers = engine.buffers();
        if (!buffers.isEmpty()) {
            take(buffers.get(random.nextInt(buffers.size())), 1 + random.nextInt(4));
        }
    }

    private boolean takeAll() {
        boolean any = false;
        for (PartitionBuffer buffer : engine.buffers()) {
            any |= take(buffer, Integer.MAX_VALUE);
        }
        return any;
    }

    private boolean take(PartitionBuffer buffer, int most) {
        engine.readBack();
        List<OutboundReport> taken = buffer.take(most, Long.MAX_VALUE);
        taken.forEach(books::arrive);
        if (!taken.isEmpty()) {
            long next = taken.get(taken.size() - 1).sequence() + 1;
            buffer.acknowledge(next);
            engine.appendLazily(
                    new Frame.Delivered(List.of(
                            new Frame.Position(buffer.id().topic(), buffer.id().number(), next))),
                    () -> {});
        }
        return !taken.isEmpty();
    }

    /** An operator decides what nobody else can. */
    private void operate() {
        for (UndecidedBranch branch : engine.outbound().undecidedBranches()) {
            if (asker.unprovable(branch.xid()) != null) {
                operate(branch);
                return;
            }
        }
    }

    /** All legs of a transaction alike. */
    private void operate(UndecidedBranch branch) {
        DecisionBooks.Story story = books.story(Objects.requireNonNull(branch.proof()));
        Decision decision = story.byOperator;
        if (decision == null) {
            decision = database.isCommitted(story.number) ? Decision.COMMIT : Decision.ROLLBACK;
            story.byOperator = decision;
        }
        decide(branch.xid(), decision);
    }

    private void decide(BranchXid xid, Decision decision) {
        try {
            waitFor(() -> branches.decide(xid, decision));
        } catch (NotAvailableException e) {
            // in doubt: looked at again when the journal is open
        }
    }

    private void troubleDatabase() {
        engine.pass(1_000_000);
        switch (random.nextInt(lossy ? 5 : 2)) {
            case 0, 1 -> {
                database.crash();
                lives.forEach(live -> live.ended |= live.pending);
            }
            case 2, 3 -> {
                if (random.nextBoolean()) {
                    database.backUp();
                } else {
                    database.restore();
                }
            }
            default -> database.empty();
        }
        engine.pass(1_000_000);
    }

    // The end.

    private void finish() {
        quiet = true;
        engine.directory().failNextSyncs(0);
        engine.directory().failNextWrites(0);
        if (!engine.journal().isOpen() || random.nextInt(3) == 0) {
            die();
        }
        for (Live live : List.copyOf(lives)) {
            if (!live.ended) {
                database.rollback(live.work);
            }
            callBack(live);
        }
        database.calm();
        settle();
        for (UndecidedBranch branch : engine.outbound().undecidedBranches()) {
            checkUnprovable(branch);
            operate(branch);
        }
        settle();
        assertThat(engine.outbound().undecidedBranches())
                .as("%s: undecided", this)
                .isEmpty();
        books.checkEnd();
        // Whose end was never told may go on, as far as its process knows.
        // And a table that lost its anchor keeps what it has until the next opening.
        if (!skipped && !database.hasLost()) {
            checkForgotten();
        }
        die();
        settle();
        checkForgotten();
    }

    /** The decision table has but the anchor of the present opening. */
    private void checkForgotten() {
        if (kind == DecisionProof.TABLE) {
            assertThat(database.countRows())
                    .as("%s: rows at the end, with one anchor", this)
                    .isEqualTo(1);
        }
    }

    /** All that can be decided is, and has left. */
    private void settle() {
        for (int i = 0; i < ROUNDS; i++) {
            engine.pass(LONG_NANOS);
            askNow();
            do {
                engine.drain();
                engine.readBack();
                engine.journal().turn();
            } while (takeAll());
        }
    }

    private void checkUnprovable(UndecidedBranch branch) {
        assertThat(kind == DecisionProof.TABLE ? database.hasLost() : database.hasCrashed())
                .as("%s: undecided, although the database has all: %s", this, branch)
                .isTrue();
        assertThat(asker.unprovable(branch.xid()))
                .as("%s: why is undecided %s", this, branch)
                .isNotBlank();
    }

    @Override
    public String toString() {
        return "seed " + seed + " (" + kind + (lossy ? ", lossy" : "") + "), after " + restarts + " restarts";
    }
}
