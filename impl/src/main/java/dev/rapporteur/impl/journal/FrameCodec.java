package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.journal.Frame.BranchDecided;
import dev.rapporteur.impl.journal.Frame.BranchDropped;
import dev.rapporteur.impl.journal.Frame.BranchForgotten;
import dev.rapporteur.impl.journal.Frame.BranchPart;
import dev.rapporteur.impl.journal.Frame.BranchPrepared;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.Delivered;
import dev.rapporteur.impl.journal.Frame.DurableMark;
import dev.rapporteur.impl.journal.Frame.KnownRoute;
import dev.rapporteur.impl.journal.Frame.LogStart;
import dev.rapporteur.impl.journal.Frame.Lying;
import dev.rapporteur.impl.journal.Frame.Moved;
import dev.rapporteur.impl.journal.Frame.MovedTo;
import dev.rapporteur.impl.journal.Frame.Opened;
import dev.rapporteur.impl.journal.Frame.Part;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Frame.Prepared;
import dev.rapporteur.impl.journal.Frame.Quarantined;
import dev.rapporteur.impl.journal.Frame.Released;
import dev.rapporteur.impl.journal.Frame.Reports;
import dev.rapporteur.impl.journal.Frame.Route;
import dev.rapporteur.impl.journal.Frame.Share;
import dev.rapporteur.impl.journal.Frame.Snapshot;
import dev.rapporteur.impl.journal.Frame.Vacated;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
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
        private ReportBlock reports = ReportBlock.NONE;

        private FieldWriter kind(byte value) {
            kind = value;
            return fields;
        }
    }

    static final byte OPENED = 1;
    private static final byte ROUTE = 2;
    private static final byte BRANCH_PART = 3;
    private static final byte BRANCH_PREPARED = 4;
    private static final byte BRANCH_DECIDED = 5;
    private static final byte REPORTS = 6;
    private static final byte DELIVERED = 7;
    // 8, 9 and 10 are reserved for Parked, Retried and Dropped
    private static final byte RELEASED = 11;
    private static final byte DURABLE_MARK = 12;
    // 13 is reserved for TransactionalIdUsed
    static final byte SNAPSHOT = 14;
    private static final byte BRANCH_FORGOTTEN = 15;
    private static final byte BRANCH_DROPPED = 16;
    private static final byte MOVED = 17;
    static final byte QUARANTINED = 18;
    static final byte LOG_START = 19;

    /** Payload bytes of a Quarantined frame; a stand-in for a smaller frame has fewer, see {@link SegmentScan#decode}. */
    static final int QUARANTINED_BYTES = 4 * Long.BYTES + Integer.BYTES;

    /** Who decides a prepared branch; a database's proofs get codes of their own. */
    private static final byte DECIDED_BY_XID = 1;

    /** A list gets room for so many elements before the first is read; more must be there to be believed. */
    private static final int TRUSTED_COUNT = 1024;

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
    public void branchPart(BranchPart frame, Draft draft) {
        draft.kind(BRANCH_PART).putLong(frame.branch());
        draft.reports = frame.reports();
    }

    @Override
    public void branchDropped(BranchDropped frame, Draft draft) {
        draft.kind(BRANCH_DROPPED).putLong(frame.branch());
    }

    @Override
    public void branchPrepared(BranchPrepared frame, Draft draft) {
        FieldWriter out = draft.kind(BRANCH_PREPARED).putByte(DECIDED_BY_XID);
        putXid(frame.xid(), out);
        out.putLong(frame.branch());
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
        draft.kind(REPORTS).putLong(frame.branch());
        draft.reports = frame.reports();
    }

    @Override
    public void delivered(Delivered frame, Draft draft) {
        putPositions(frame.positions(), draft.kind(DELIVERED));
    }

    @Override
    public void moved(Moved frame, Draft draft) {
        putList(
                frame.places(),
                draft.kind(MOVED),
                (place, out) -> out.putLong(place.sequence()).putInt(place.partition()));
        draft.reports = frame.reports();
    }

    @Override
    public void quarantined(Quarantined frame, Draft draft) {
        putQuarantined(frame, draft.kind(QUARANTINED));
    }

    @Override
    public void logStart(LogStart frame, Draft draft) {
        putLogStart(frame, draft.kind(LOG_START));
    }

    @Override
    public void durableMark(DurableMark frame, Draft draft) {
        draft.kind(DURABLE_MARK).putBoolean(frame.closing());
    }

    @Override
    public void snapshot(Snapshot frame, Draft draft) {
        FieldWriter out = draft.kind(SNAPSHOT);
        putLogStart(frame.logStart(), out);
        putList(frame.incarnations(), out, (incarnation, to) -> to.putLong(incarnation));
        putList(
                frame.routes(),
                out,
                (route, to) ->
                        to.putTopic(route.topic()).putInt(route.partitions()).putInt(route.firstPartitions()));
        putPositions(frame.positions(), out);
        putList(frame.heuristics(), out, FrameCodec::putDecided);
        putList(frame.prepared(), out, FrameCodec::putPrepared);
        putList(frame.parts(), out, (part, to) -> putPart(part, to));
        putList(
                frame.vacated(),
                out,
                (vacated, to) -> to.putLong(vacated.sequence()).putInt(vacated.segment()));
        putList(frame.quarantined(), out, FrameCodec::putQuarantined);
    }

    private static <T> void putList(List<T> list, FieldWriter out, BiConsumer<T, FieldWriter> element) {
        out.putInt(list.size());
        list.forEach(one -> element.accept(one, out));
    }

    private static void putPrepared(Prepared branch, FieldWriter out) {
        putXid(branch.xid(), out);
        out.putLong(branch.sequence())
                .putInt(branch.segment())
                .putInt(branch.listedIn())
                .putBoolean(branch.released());
        putList(
                branch.shares(),
                out,
                (share, to) -> to.putTopic(share.topic())
                        .putInt(share.partition())
                        .putInt(share.reports())
                        .putLong(share.bytes()));
        putList(branch.blocks(), out, FrameCodec::putLying);
        putList(branch.moved(), out, FrameCodec::putLying);
    }

    private static void putLying(Lying lying, FieldWriter out) {
        putBlockAt(lying.at(), out.putLong(lying.sequence()));
    }

    private static void putPart(Part part, FieldWriter out) {
        putBlockAt(part.at(), out.putLong(part.branch()));
        out.putInt(part.reports());
    }

    private static void putBlockAt(BlockAt at, FieldWriter out) {
        out.putInt(at.segment()).putLong(at.position()).putInt(at.length());
    }

    private static void putQuarantined(Quarantined range, FieldWriter out) {
        out.putLong(range.firstSequence())
                .putLong(range.lastSequence())
                .putInt(range.segment())
                .putLong(range.from())
                .putLong(range.to());
    }

    private static void putLogStart(LogStart start, FieldWriter out) {
        out.putInt(start.segment()).putLong(start.sequence());
    }

    private static void putRoute(Route route, FieldWriter out) {
        out.putTopic(route.topic()).putInt(route.partitions());
    }

    private static void putPositions(List<Position> positions, FieldWriter out) {
        putList(
                positions,
                out,
                (position, to) -> to.putTopic(position.topic())
                        .putInt(position.partition())
                        .putLong(position.next()));
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
            case BRANCH_PART -> new BranchPart(in.getLong(), readReports(in));
            case BRANCH_DROPPED -> new BranchDropped(in.getLong());
            case BRANCH_PREPARED -> readBranchPrepared(in);
            case BRANCH_DECIDED -> readDecided(in);
            case BRANCH_FORGOTTEN -> new BranchForgotten(readXid(in));
            case RELEASED -> new Released(readXid(in));
            case REPORTS -> new Reports(in.getLong(), readReports(in));
            case DELIVERED -> new Delivered(readList(in, FrameCodec::readPosition));
            case LOG_START -> readLogStart(in);
            case DURABLE_MARK -> new DurableMark(readBoolean(in));
            case MOVED -> new Moved(readList(in, from -> new MovedTo(from.getLong(), from.getInt())), readReports(in));
            case QUARANTINED -> readStandIn(in);
            case SNAPSHOT -> readSnapshot(in);
            default -> throw new IllegalArgumentException("unknown kind");
        };
    }

    private static BranchPrepared readBranchPrepared(ByteBuffer in) {
        byte decider = in.get();
        if (decider != DECIDED_BY_XID) {
            throw new IllegalArgumentException("unknown decider " + decider);
        }
        return new BranchPrepared(readXid(in), in.getLong(), readReports(in));
    }

    private static Snapshot readSnapshot(ByteBuffer in) {
        return new Snapshot(
                readLogStart(in),
                readList(in, ByteBuffer::getLong),
                readList(in, from -> new KnownRoute(readTopic(from), from.getInt(), from.getInt())),
                readList(in, FrameCodec::readPosition),
                readList(in, FrameCodec::readDecided),
                readList(in, FrameCodec::readPrepared),
                readList(in, from -> new Part(from.getLong(), readBlockAt(from), from.getInt())),
                readList(in, from -> new Vacated(from.getLong(), from.getInt())),
                readList(in, FrameCodec::readQuarantined));
    }

    private static Prepared readPrepared(ByteBuffer in) {
        return new Prepared(
                readXid(in),
                in.getLong(),
                in.getInt(),
                in.getInt(),
                readBoolean(in),
                readList(in, from -> new Share(readTopic(from), from.getInt(), from.getInt(), from.getLong())),
                readList(in, FrameCodec::readLying),
                readList(in, FrameCodec::readLying));
    }

    private static Lying readLying(ByteBuffer in) {
        return new Lying(in.getLong(), readBlockAt(in));
    }

    private static BlockAt readBlockAt(ByteBuffer in) {
        return new BlockAt(in.getInt(), in.getLong(), in.getInt());
    }

    private static Quarantined readQuarantined(ByteBuffer in) {
        return new Quarantined(in.getLong(), in.getLong(), in.getInt(), in.getLong(), in.getLong());
    }

    /** The rest of the payload only fills the place of what it stands in for. */
    private static Quarantined readStandIn(ByteBuffer in) {
        Quarantined range = readQuarantined(in);
        in.position(in.limit());
        return range;
    }

    private static BranchDecided readDecided(ByteBuffer in) {
        return new BranchDecided(readXid(in), readBoolean(in) ? Decision.COMMIT : Decision.ROLLBACK, readBoolean(in));
    }

    private static LogStart readLogStart(ByteBuffer in) {
        return new LogStart(in.getInt(), in.getLong());
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
        List<T> list = new ArrayList<>(Math.min(count, TRUSTED_COUNT));
        for (int i = 0; i < count; i++) {
            list.add(element.apply(in));
        }
        return List.copyOf(list);
    }
}
