package dev.rapporteur.impl.decision;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.config.DecisionProof;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.xa.Branch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * An engine's transactions that its database decides, over all openings of the journal. The database knows them as those of
 * the engine's first opening. For any thread.
 */
public final class DatabaseTransactions {

    /** In the Xids of branches that no transaction manager knows. */
    private static final int FORMAT_ID = 0x52505452;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** So long a transaction's completion waits for the database to be looked at for the first time. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Branch> branches;
    private final DecisionDatabase.Opening opening;
    private final Addressee addressee;
    private final Numbers numbers = new Numbers();
    private final Readiness readiness;
    /** What the Xids of this opening begin with. */
    private final byte[] ofOpening;
    /** Pending branches whose transaction has not told its end. */
    private final Set<BranchXid> running = ConcurrentHashMap.newKeySet();

    private volatile Bell asker = new Bell();
    private volatile DecisionDatabase deciding;

    /**
     * Of an engine that has just opened.
     *
     * @param branches begins one without an Xid
     * @param opening the engine's first opening
     * @param dataSource of the database: its JNDI name
     * @param kind how the database proves
     */
    public DatabaseTransactions(
            Supplier<Branch> branches, DecisionDatabase.Opening opening, String dataSource, DecisionProof kind) {
        this.branches = branches;
        this.opening = opening;
        addressee = new Addressee(dataSource, kind);
        this.readiness = new Readiness(dataSource);
        this.deciding = new Unreached(dataSource);
        this.ofOpening = ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(opening.journalId().getMostSignificantBits())
                .putLong(opening.journalId().getLeastSignificantBits())
                .putLong(opening.incarnation())
                .array();
    }

    /** A transaction, which has not sent yet. */
    public DatabaseTransaction begin() {
        return new DatabaseTransaction(this);
    }

    /**
     * Waits until the database was looked at, or did not answer, that long at most.
     *
     * @throws DecisionSetupException if it can't decide
     */
    public void awaitTried(Duration most) {
        readiness.awaitTried(most);
        if (readiness.isRefused()) {
            throw new DecisionSetupException(readiness.message());
        }
    }

    Branch newBranch() {
        if (readiness.isRefused()) {
            throw new NotAvailableException(readiness.message());
        }
        return branches.get();
    }

    /**
     * Takes a proof in the caller's transaction.
     *
     * @throws NotAvailableException if the database can't decide, or refuses
     */
    Frame.Proof take(long number) {
        readiness.require(PATIENCE);
        try {
            return new Frame.Proof(
                    addressee.dataSource(), deciding.take(opening, number).text());
        } catch (SQLException e) {
            throw new NotAvailableException(
                    "The database behind \"" + addressee.dataSource()
                            + "\" gave no proof of the transaction, which rolls back: " + e.getMessage(),
                    e);
        }
    }

    BranchXid xid(long number, int leg) {
        byte[] global = Arrays.copyOf(ofOpening, ofOpening.length + Long.BYTES);
        LONGS.set(global, ofOpening.length, number);
        return BranchXid.of(
                FORMAT_ID,
                global,
                ByteBuffer.allocate(Integer.BYTES).putInt(leg).array());
    }

    Numbers numbers() {
        return numbers;
    }

    Readiness readiness() {
        return readiness;
    }

    Set<BranchXid> running() {
        return running;
    }

    DecisionDatabase.Opening opening() {
        return opening;
    }

    Addressee addressee() {
        return addressee;
    }

    /** Who asks from now on rests at this bell. */
    void askedAt(Bell bell) {
        asker = bell;
    }

    /** The journal is open again, and what has come into it is known; nothing comes into the one before any more. */
    public void reopened() {
        numbers.clearDoubts();
    }

    /** The database, once it was reached. */
    DecisionDatabase deciding() {
        return deciding;
    }

    /** Nothing is decided in this opening, for this reason. */
    public void refuse(String reason) {
        readiness.become(new DecisionSetupException(reason));
    }

    /** The database has been reached, and can decide. */
    void reached(DecisionDatabase found) {
        deciding = found;
        readiness.becomeReady();
    }

    /** A branch is decided, whether its transaction has told its end or never will. */
    void decided(BranchXid xid, Proof proof) {
        running.remove(xid);
        if (proof instanceof TableProof row && row.opening() == opening.incarnation()) {
            numbers.end(row.number());
        }
    }

    /** Branches have told their end: they are to be asked for. */
    void ended(Set<BranchXid> pending) {
        running.removeAll(pending);
        asker.ring();
    }
}
