package dev.rapporteur.impl.journal;

import static dev.rapporteur.impl.journal.FieldReader.readBoolean;
import static dev.rapporteur.impl.journal.FieldReader.readShortBytes;
import static dev.rapporteur.impl.journal.FieldReader.readText;
import static dev.rapporteur.impl.journal.FieldReader.readTopic;

import dev.rapporteur.impl.journal.Frame.BranchDecided;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.LogStart;
import dev.rapporteur.impl.journal.Frame.Mapped;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Frame.Proof;
import dev.rapporteur.impl.journal.Frame.Quarantined;
import dev.rapporteur.impl.journal.Frame.TransactionalIdUsed;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What frames and snapshots have in common, to bytes and back. */
final class FrameFields {

    /** Who decides a prepared branch. */
    private static final byte DECIDED_BY_XID = 1;

    private static final byte DECIDED_BY_DATABASE = 2;

    private FrameFields() {}

    static void putQuarantined(Quarantined range, FieldWriter out) {
        out.putLong(range.firstSequence())
                .putLong(range.lastSequence())
                .putInt(range.segment())
                .putLong(range.from())
                .putLong(range.to());
    }

    static void putLogStart(LogStart start, FieldWriter out) {
        out.putInt(start.segment()).putLong(start.sequence());
    }

    static void putPositions(List<Position> positions, FieldWriter out) {
        out.putList(
                positions,
                (position, to) -> to.putTopic(position.topic())
                        .putInt(position.partition())
                        .putLong(position.next()));
    }

    static void putDecided(BranchDecided decided, FieldWriter out) {
        putXid(decided.xid(), out);
        out.putBoolean(decided.decision() == Decision.COMMIT).putBoolean(decided.heuristic());
    }

    static void putXid(BranchXid xid, FieldWriter out) {
        out.putInt(xid.getFormatId())
                .putShortBytes(xid.getGlobalTransactionId())
                .putShortBytes(xid.getBranchQualifier());
    }

    /** Who decides a prepared branch: a code, and of a database its proof. */
    static void putDecider(@Nullable Proof proof, FieldWriter out) {
        out.putByte(proof == null ? DECIDED_BY_XID : DECIDED_BY_DATABASE);
        if (proof != null) {
            putProof(proof, out);
        }
    }

    static @Nullable Proof readDecider(ByteBuffer in) {
        byte decider = in.get();
        return switch (decider) {
            case DECIDED_BY_XID -> null;
            case DECIDED_BY_DATABASE -> readProof(in);
            default -> throw new IllegalArgumentException("unknown decider " + decider);
        };
    }

    static void putProof(Proof proof, FieldWriter out) {
        out.putText(proof.database()).putText(proof.text());
    }

    static Proof readProof(ByteBuffer in) {
        return new Proof(readText(in), readText(in));
    }

    static Quarantined readQuarantined(ByteBuffer in) {
        return new Quarantined(in.getLong(), in.getLong(), in.getInt(), in.getLong(), in.getLong());
    }

    static BranchDecided readDecided(ByteBuffer in) {
        return new BranchDecided(readXid(in), readBoolean(in) ? Decision.COMMIT : Decision.ROLLBACK, readBoolean(in));
    }

    static LogStart readLogStart(ByteBuffer in) {
        return new LogStart(in.getInt(), in.getLong());
    }

    static Position readPosition(ByteBuffer in) {
        return new Position(readTopic(in), in.getInt(), in.getLong());
    }

    static BranchXid readXid(ByteBuffer in) {
        return new BranchXid(in.getInt(), readShortBytes(in), readShortBytes(in));
    }

    static void putTransactionalId(TransactionalIdUsed used, FieldWriter out) {
        out.putInt(used.number()).putInt(used.brokerId());
    }

    static void putObserved(Observing.Observed observed, FieldWriter out) {
        out.putText(observed.name()).putLong(observed.through()).putInt(observed.segment());
    }

    static Observing.Observed readObserved(ByteBuffer in) {
        return new Observing.Observed(readText(in), in.getLong(), in.getInt());
    }

    static void putMapped(Mapped mapped, FieldWriter out) {
        out.putTopic(mapped.topic()).putInt(mapped.from()).putInt(mapped.to());
    }

    static Mapped readMapped(ByteBuffer in) {
        return new Mapped(readTopic(in), in.getInt(), in.getInt());
    }

    static TransactionalIdUsed readTransactionalId(ByteBuffer in) {
        return new TransactionalIdUsed(in.getInt(), in.getInt());
    }
}
