package dev.rapporteur.impl.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.HarmedIndexException;
import dev.rapporteur.impl.journal.JournalException;
import java.util.SplittableRandom;

/**
 * One life story of a journal, its outbound fold and its read-back ({@link SimulatedEngine}), drawn from a seed:
 * {@link SimulatedTransactions} with parts and without, decisions, deliveries ({@link SimulatedKafka}), what Kafka refuses for
 * good ({@link SimulatedParking}), a partitioner that now and then fails ({@link SimulatedPartitioner}), a stuck partition
 * that makes others' segments be cleaned, failing and full disks and rot ({@link SimulatedTrouble}), crashes that lose what
 * was not synced, kills that don't, restarts. {@link SimulatedBooks} keep what was promised and what Kafka got, and
 * {@link SimulatedGuarantees} are checked after every restart and at the end.
 *
 * <p>All draw from one source of random numbers, step by step, so that a seed's story stays the same.
 */
final class OutboundSimulation {

    /** What kind of life it is. */
    enum Kind {
        SYNC,
        /** Without syncs: a kill loses nothing, a crash may lose what was acknowledged. */
        OS,
        /** Bits flip while the machine is off. */
        ROT,
        /** Files are removed, or the last one is cut, while nobody has the journal open. */
        LOSS,
        /** The disk is small, and others fill it now and then. */
        FULL;

        private static Kind of(long seed) {
            return seed % 4 == 3 ? OS : seed % 16 == 2 ? ROT : seed % 32 == 6 ? LOSS : seed % 8 == 4 ? FULL : SYNC;
        }
    }

    private static final int MAX_HARMED = 100;

    private final long seed;
    private final Kind kind;
    private final SplittableRandom random;
    private final SimulatedBooks books = new SimulatedBooks(this);
    private final SimulatedPartitioner partitioner;
    private final SimulatedEngine engine;
    private final SimulatedTrouble trouble;
    private final SimulatedTransactions transactions;
    private final SimulatedKafka kafka;
    private final SimulatedParking parking;
    private final SimulatedGuarantees guarantees;
    private int restarts;
    /** What was acknowledged may be lost: the machine went down, and there had been no syncs. */
    private boolean forgetful;

    OutboundSimulation(long seed) {
        this.seed = seed;
        this.kind = Kind.of(seed);
        this.random = new SplittableRandom(seed);
        this.partitioner = new SimulatedPartitioner(seed);
        this.engine = new SimulatedEngine(random, kind != Kind.OS, partitioner);
        this.trouble = new SimulatedTrouble(random, engine.directory());
        this.transactions = new SimulatedTransactions(random, engine, books, partitioner.isConfigured(), this::recover);
        this.kafka = new SimulatedKafka(random, engine, books);
        this.parking = new SimulatedParking(random, engine, books, this::recover);
        this.guarantees = new SimulatedGuarantees(this, kind, engine, trouble, books);
    }

    /** Lives through so many random steps, then brings everything to its end and checks the books. */
    void run(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                step();
                trouble.pass();
                guarantees.checkBounds();
            }
            finish();
        } catch (JournalException e) {
            // Rot in two neighbours' heads, or the only segment removed: nothing can be known any more, and the journal
            // says so.
            assertThat(e.getMessage())
                    .as(toString())
                    .containsAnyOf("has lost its beginning", "has lost all its segments");
            assertThat(trouble.isRotten())
                    .as("%s: refused without rot: %s", this, e)
                    .isTrue();
        }
    }

    private void step() {
        switch (random.nextInt(46)) {
            case 0, 1, 2, 3, 4, 5 -> transactions.commitOnePhase();
            case 6, 7, 8, 9 -> transactions.prepare();
            case 10, 11, 12, 13 -> transactions.decide();
            case 14 -> transactions.route();
            case 15, 16, 17, 18, 19, 20 -> kafka.takeOfOne();
            case 21 -> kafka.rewind();
            case 22 -> stop();
            case 23 -> closeAndOpen();
            case 24, 25 -> trouble.fail(random.nextInt(6) == 0 ? 1 : 0, random.nextInt(6) == 0 ? 1 : 0);
            case 26 -> transactions.release();
            case 27 -> transactions.forget();
            case 28 -> transactions.dropParts();
            case 29 -> fill();
            case 30, 31, 32 -> engine.readBack();
            case 33 -> engine.setWallClock(random.nextLong(-3_600_000, 3_600_000));
            case 34 -> failCaughtUp();
            case 35, 36, 37 -> parking.park();
            case 38 -> parking.retry();
            case 39 -> parking.drop();
            case 40 -> {
                parking.useTransactionalId();
                parking.map();
            }
            default -> turn();
        }
    }

    private void turn() {
        engine.pass(random.nextLong(30_000_000));
        engine.turn();
        if (!isOpen()) {
            recover();
        }
    }

    private boolean isOpen() {
        return engine.journal().isOpen();
    }

    private void fill() {
        if (kind == Kind.FULL) {
            trouble.fill();
        }
    }

    /** The disk fails under what would leave for Kafka at once. */
    private void failCaughtUp() {
        if (random.nextInt(4) == 0) {
            catchUp();
            if (random.nextBoolean()) {
                transactions.commitOnePhase();
                trouble.fail(random.nextInt(2), 0);
                turn();
            }
        }
    }

    /** All is decided, and Kafka takes what it gets. */
    private void catchUp() {
        transactions.decideAll();
        for (int i = 0; i < 5 && isOpen(); i++) {
            kafka.takeAll();
            engine.drain();
            engine.journal().turn();
            engine.pass(3_000_000);
            engine.readBack();
        }
    }

    /** What leaves for Kafka at once, and is not on the disk. */
    private void sendInAHurry() {
        catchUp();
        for (int i = random.nextInt(4); i >= 0; i--) {
            transactions.commitOnePhase();
        }
        engine.drain();
        kafka.takeUnnoticed();
    }

    private void stop() {
        if (random.nextInt(3) == 0) {
            engine.directory().kill();
            lose();
            restart();
        } else {
            crash();
        }
    }

    private void crash() {
        if (kind == Kind.OS && random.nextBoolean()) {
            sendInAHurry();
        }
        // Rot in what was written last can be told from a torn tail only once the journal has idled, and marked it
        // durable.
        boolean marked = kind == Kind.ROT && idle();
        engine.directory().crash();
        forgetful = kind == Kind.OS;
        if (marked && random.nextInt(3) == 0) {
            trouble.rot();
        }
        lose();
        restart();
        if (kind == Kind.OS && random.nextBoolean()) {
            sendInAHurry();
        }
    }

    private void lose() {
        if (kind == Kind.LOSS && random.nextInt(3) == 0) {
            trouble.lose();
        }
    }

    private boolean idle() {
        engine.drain();
        // Cleaning comes before idling, a step each turn.
        for (int i = 0; i < 40 && isOpen(); i++) {
            engine.pass(20_000_000);
            engine.journal().turn();
        }
        return isOpen();
    }

    /** The journal has failed: it is opened again in the same process, or only after the machine has gone down. */
    private void recover() {
        guarantees.checkFailed();
        if (random.nextBoolean()) {
            kafka.takeUnnoticed(); // who sends learns of it a little later
        }
        if (random.nextBoolean()) {
            engine.journal().close();
            trouble.fail(0, 0);
            restart();
        } else {
            crash();
        }
    }

    private void closeAndOpen() {
        engine.drain();
        if (!isOpen()) {
            recover();
            return;
        }
        engine.journal().close();
        if (engine.journal().failure() != null) {
            recover();
            return;
        }
        Frame.Snapshot before = engine.outbound().snapshot();
        lose();
        restart();
        guarantees.checkReadBack(before);
    }

    /** Opens what is there; what was on its way is in doubt now, what had been promised must be there. */
    private void restart() {
        restarts++;
        engine.abandon();
        guarantees.checkAbandoned();
        trouble.calm();
        open();
        guarantees.checkOpened(forgetful);
        forgetful = false;
    }

    /** As the engine does: a harmed index is made anew by the next try, one each time. */
    private void open() {
        for (int tries = 1; true; tries++) {
            try {
                engine.open();
                return;
            } catch (JournalException e) {
                if (trouble.mayRefuse()) {
                    trouble.free();
                    continue;
                }
                if (!trouble.isRotten() && kind != Kind.ROT) {
                    throw new AssertionError(this + " can't open", e);
                }
                if (!(e instanceof HarmedIndexException) || tries == MAX_HARMED) {
                    throw e;
                }
            }
        }
    }

    /** Everything is decided, routed and delivered; then the books must balance. */
    private void finish() {
        trouble.fail(0, 0);
        trouble.free();
        partitioner.mend();
        engine.directory().kill();
        restart();
        transactions.decideAll();
        parking.retryAll();
        while (deliverAll() || reopenIfHarmed()) {
            engine.journal().turn();
        }
        guarantees.checkBooks();
        engine.directory().kill();
        restart();
        while (engine.outbound().work()) {
            // what waited for its Route, and has long been delivered, is found out only now
        }
        guarantees.checkNoneWaits();
    }

    /** @return whether there was anything to do */
    private boolean deliverAll() {
        boolean any = engine.outbound().work();
        any |= engine.chooseAll();
        any |= kafka.takeAll();
        engine.drain();
        long waiting = engine.outbound().totals().waitingReports();
        for (int i = 0; i < 20; i++) {
            engine.pass(3_000_000);
            engine.readBack();
            engine.journal().turn();
        }
        guarantees.checkReachable(any ? 0 : waiting);
        return isOpen() && (any || (waiting > 0 && kafka.mayTake()));
    }

    /** An index that was found harmed has failed the journal, or holds a partition: it is made again at the next opening. */
    private boolean reopenIfHarmed() {
        boolean waits = engine.buffers().stream()
                .anyMatch(buffer -> String.valueOf(buffer.held()).contains("made again when the adapter is restarted"));
        if (isOpen() && !waits) {
            return false;
        }
        guarantees.checkHarmed();
        engine.journal().close();
        restart();
        transactions.decideAll();
        return true;
    }

    @Override
    public String toString() {
        return "seed " + seed + " (" + kind + "), after " + restarts + " restarts";
    }
}
