package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.journal.Frame.BranchDecided;
import dev.rapporteur.impl.journal.Frame.BranchForgotten;
import dev.rapporteur.impl.journal.Frame.BranchPrepared;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.Delivered;
import dev.rapporteur.impl.journal.Frame.DurableMark;
import dev.rapporteur.impl.journal.Frame.Opened;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Frame.Released;
import dev.rapporteur.impl.journal.Frame.Reports;
import dev.rapporteur.impl.journal.Frame.Route;
import dev.rapporteur.impl.journal.Frame.Snapshot;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Frames to payloads and back. A payload is the fields in the order of the record's components: numbers big-endian, texts
 * and byte strings with their length before them (1 byte), lists with their count (4 bytes), reports as the rest.
 *
 * <p>Kinds have stable codes; those named reserved are never given to anything else.
 */
final class FrameCodec implements Frame.Visitor<FrameCodec.Draft> {

    /** A payload in the making. */
    static final class Draft {
        private final FieldWriter fields = new FieldWriter();
        private byte kind;
        private ReportBlock reports = NO_REPORTS;

        private FieldWriter kind(byte value) {
            kind = value;
            return fields;
        }
    }

    private static final byte OPENED = 1;
    private static final byte ROUTE = 2;
    // 3 is reserved for BranchPart
    private static final byte BRANCH_PREPARED = 4;
    private static final byte BRANCH_DECIDED = 5;
    private static final byte REPORTS = 6;
    private static final byte DELIVERED = 7;
    // 8, 9 and 10 are reserved for Parked, Retried and Dropped
    private static final byte RELEASED = 11;
    private static final byte DURABLE_MARK = 12;
    // 13 is reserved for TransactionalIdUsed
    private static final byte SNAPSHOT = 14;
    private static final byte BRANCH_FORGOTTEN = 15;

    /** Who decides a prepared branch; a database's proofs get codes of their own. */
    private static final byte DECIDED_BY_XID = 1;

    private static final ReportBlock NO_REPORTS = new ReportBlock(new byte[0], 0, 0);
    private static final FrameCodec CODEC = new FrameCodec();

    private FrameCodec() {}

    /** Encodes a frame; pure, for any thread. */
    static EncodedFrame encode(Frame frame) {
        Draft draft = new Draft();
        frame.accept(CODEC, draft);
        return EncodedFrame.of(draft.kind, draft.fields.toBytes(), draft.reports);
    }

    /**
     * Reads a payload whose checksum has been verified. The frame keeps the array.
     *
     * @throws JournalException if it is of no kind that this version knows, or does not fit its kind
     */
    static Frame decode(byte kind, byte[] payload) {
        try {
            ByteBuffer fields = ByteBuffer.wrap(payload);
            Frame frame = read(kind, fields);
            if (fields.hasRemaining()) {
                throw new IllegalArgumentException(fields.remaining() + " bytes too many");
            }
            return frame;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new JournalException(
                    "A journal frame of kind " + kind + " with " + payload.length
                            + " bytes can't be understood although "
                            + "its checksum is right: another version of the adapter wrote it. Use that version.",
                    e);
        }
    }

    @Override
    public void opened(Opened frame, Draft draft) {
        draft.kind(OPENED).putLong(frame.incarnation()).putBoolean(frame.clean());
    }

    @Override
    public void route(Route frame, Draft draft) {
        putRoute(frame, draft.kind(ROUTE));
    }

    @Override
    public void branchPrepared(BranchPrepared frame, Draft draft) {
        putXid(frame.xid(), draft.kind(BRANCH_PREPARED).putByte(DECIDED_BY_XID));
        draft.reports = frame.reports();
    }

    @Override
    public void branchDecided(BranchDecided frame, Draft draft) {
        putDecided(frame, draft.kind(BRANCH_DECIDED));
    }

    @Override
    public void branchForgotten(BranchForgotten frame, Draft draft) {
        putXid(frame.xid(), draft.kind(BRANCH_FORGOTTEN));
    }

    @Override
    public void released(Released frame, Draft draft) {
        putXid(frame.xid(), draft.kind(RELEASED));
    }

    @Override
    public void reports(Reports frame, Draft draft) {
        draft.kind(REPORTS);
        draft.reports = frame.reports();
    }

    @Override
    public void delivered(Delivered frame, Draft draft) {
        putPositions(frame.positions(), draft.kind(DELIVERED));
    }

    @Override
    public void durableMark(DurableMark frame, Draft draft) {
        draft.kind(DURABLE_MARK).putBoolean(frame.closing());
    }

    @Override
    public void snapshot(Snapshot frame, Draft draft) {
        FieldWriter out = draft.kind(SNAPSHOT).putInt(frame.incarnations().size());
        frame.incarnations().forEach(out::putLong);
        out.putInt(frame.routes().size());
        frame.routes().forEach(route -> putRoute(route, out));
        putPositions(frame.positions(), out);
        out.putInt(frame.heuristics().size());
        frame.heuristics().forEach(decided -> putDecided(decided, out));
    }

    private static void putRoute(Route route, FieldWriter out) {
        out.putTopic(route.topic()).putInt(route.partitions());
    }

    private static void putPositions(List<Position> positions, FieldWriter out) {
        out.putInt(positions.size());
        for (Position position : positions) {
            out.putTopic(position.topic()).putInt(position.partition()).putLong(position.next());
        }
    }

    private static void putDecided(BranchDecided decided, FieldWriter out) {
        putXid(decided.xid(), out);
        out.putBoolean(decided.decision() == Decision.COMMIT).putBoolean(decided.heuristic());
    }

    private static void putXid(BranchXid xid, FieldWriter out) {
        out.putInt(xid.getFormatId())
                .putShortBytes(xid.getGlobalTransactionId())
                .putShortBytes(xid.getBranchQualifier());
    }

    private static Frame read(byte kind, ByteBuffer in) {
        return switch (kind) {
            case OPENED -> new Opened(in.getLong(), readBoolean(in));
            case ROUTE -> readRoute(in);
            case BRANCH_PREPARED -> readPrepared(in);
            case BRANCH_DECIDED -> readDecided(in);
            case BRANCH_FORGOTTEN -> new BranchForgotten(readXid(in));
            case RELEASED -> new Released(readXid(in));
            case REPORTS -> new Reports(readReports(in));
            case DELIVERED -> new Delivered(readList(in, FrameCodec::readPosition));
            case DURABLE_MARK -> new DurableMark(readBoolean(in));
            case SNAPSHOT ->
                new Snapshot(
                        readList(in, ByteBuffer::getLong),
                        readList(in, FrameCodec::readRoute),
                        readList(in, FrameCodec::readPosition),
                        readList(in, FrameCodec::readDecided));
            default -> throw new IllegalArgumentException("unknown kind");
        };
    }

    private static BranchPrepared readPrepared(ByteBuffer in) {
        byte decider = in.get();
        if (decider != DECIDED_BY_XID) {
            throw new IllegalArgumentException("unknown decider " + decider);
        }
        return new BranchPrepared(readXid(in), readReports(in));
    }

    private static BranchDecided readDecided(ByteBuffer in) {
        return new BranchDecided(readXid(in), readBoolean(in) ? Decision.COMMIT : Decision.ROLLBACK, readBoolean(in));
    }

    private static Route readRoute(ByteBuffer in) {
        return new Route(readTopic(in), in.getInt());
    }

    private static Position readPosition(ByteBuffer in) {
        return new Position(readTopic(in), in.getInt(), in.getLong());
    }

    private static BranchXid readXid(ByteBuffer in) {
        return new BranchXid(in.getInt(), readShortBytes(in), readShortBytes(in));
    }

    private static String readTopic(ByteBuffer in) {
        byte[] bytes = readShortBytes(in);
        for (byte b : bytes) {
            if (b < 0) {
                throw new IllegalArgumentException("a topic that is not ASCII");
            }
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static byte[] readShortBytes(ByteBuffer in) {
        byte[] bytes = new byte[Byte.toUnsignedInt(in.get())];
        in.get(bytes);
        return bytes;
    }

    private static boolean readBoolean(ByteBuffer in) {
        byte value = in.get();
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("neither true nor false: " + value);
        }
        return value == 1;
    }

    private static ReportBlock readReports(ByteBuffer in) {
        ReportBlock block = new ReportBlock(in.array(), in.arrayOffset() + in.position(), in.remaining());
        in.position(in.limit());
        return block;
    }

    private static <T> List<T> readList(ByteBuffer in, Function<ByteBuffer, T> element) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new IllegalArgumentException("a list of " + count);
        }
        List<T> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(element.apply(in));
        }
        return List.copyOf(list);
    }
}
