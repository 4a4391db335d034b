package dev.rapporteur.impl.journal;

import static dev.rapporteur.impl.journal.FieldReader.readBoolean;
import static dev.rapporteur.impl.journal.FieldReader.readList;
import static dev.rapporteur.impl.journal.FieldReader.readText;
import static dev.rapporteur.impl.journal.FieldReader.readTopic;
import static dev.rapporteur.impl.journal.FrameFields.putDecided;
import static dev.rapporteur.impl.journal.FrameFields.putDecider;
import static dev.rapporteur.impl.journal.FrameFields.putLogStart;
import static dev.rapporteur.impl.journal.FrameFields.putMapped;
import static dev.rapporteur.impl.journal.FrameFields.putObserved;
import static dev.rapporteur.impl.journal.FrameFields.putPositions;
import static dev.rapporteur.impl.journal.FrameFields.putQuarantined;
import static dev.rapporteur.impl.journal.FrameFields.putTransactionalId;
import static dev.rapporteur.impl.journal.FrameFields.putXid;
import static dev.rapporteur.impl.journal.FrameFields.readDecided;
import static dev.rapporteur.impl.journal.FrameFields.readDecider;
import static dev.rapporteur.impl.journal.FrameFields.readLogStart;
import static dev.rapporteur.impl.journal.FrameFields.readMapped;
import static dev.rapporteur.impl.journal.FrameFields.readObserved;
import static dev.rapporteur.impl.journal.FrameFields.readQuarantined;
import static dev.rapporteur.impl.journal.FrameFields.readTransactionalId;
import static dev.rapporteur.impl.journal.FrameFields.readXid;

import dev.rapporteur.impl.journal.Frame.BranchDecided;
import dev.rapporteur.impl.journal.Frame.BranchDropped;
import dev.rapporteur.impl.journal.Frame.BranchForgotten;
import dev.rapporteur.impl.journal.Frame.BranchPart;
import dev.rapporteur.impl.journal.Frame.BranchPrepared;
import dev.rapporteur.impl.journal.Frame.Chosen;
import dev.rapporteur.impl.journal.Frame.ChosenPlace;
import dev.rapporteur.impl.journal.Frame.Delivered;
import dev.rapporteur.impl.journal.Frame.DurableMark;
import dev.rapporteur.impl.journal.Frame.LogStart;
import dev.rapporteur.impl.journal.Frame.Mapped;
import dev.rapporteur.impl.journal.Frame.Moved;
import dev.rapporteur.impl.journal.Frame.MovedTo;
import dev.rapporteur.impl.journal.Frame.Opened;
import dev.rapporteur.impl.journal.Frame.Quarantined;
import dev.rapporteur.impl.journal.Frame.Released;
import dev.rapporteur.impl.journal.Frame.Reports;
import dev.rapporteur.impl.journal.Frame.Route;
import dev.rapporteur.impl.journal.Frame.Snapshot;
import dev.rapporteur.impl.journal.Frame.TransactionalIdUsed;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Frames to payloads and back. A payload is the fields in the order of the record's components: numbers big-endian, texts
 * and byte strings with their length before them (1 byte), lists with their count (4 bytes), reports as the rest.
 *
 * <p>Kinds have stable codes, which are never given to anything else.
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
    static final byte PARKED = 8;
    private static final byte RETRIED = 9;
    private static final byte DROPPED = 10;
    private static final byte RELEASED = 11;
    private static final byte DURABLE_MARK = 12;
    private static final byte TRANSACTIONAL_ID_USED = 13;
    static final byte SNAPSHOT = 14;
    private static final byte BRANCH_FORGOTTEN = 15;
    private static final byte BRANCH_DROPPED = 16;
    private static final byte MOVED = 17;
    static final byte QUARANTINED = 18;
    static final byte LOG_START = 19;
    private static final byte ROUTE_BY_CHOICE = 20;
    private static final byte CHOSEN = 21;
    static final byte CONFIRMED = 22;
    private static final byte OBSERVED = 23;
    private static final byte UNOBSERVED = 24;
    private static final byte MAPPED = 25;

    /** Payload bytes of a Quarantined frame; a stand-in for a smaller frame has fewer, see {@link SegmentScan#decode}. */
    static final int QUARANTINED_BYTES = 4 * Long.BYTES + Integer.BYTES;

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
        draft.kind(frame.byChoice() ? ROUTE_BY_CHOICE : ROUTE)
                .putTopic(frame.topic())
                .putInt(frame.partitions());
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
        FieldWriter out = draft.kind(BRANCH_PREPARED);
        putDecider(frame.proof(), out);
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
        draft.kind(MOVED)
                .putList(
                        frame.places(),
                        (place, out) -> out.putLong(place.sequence()).putInt(place.partition()));
        draft.reports = frame.reports();
    }

    @Override
    public void chosen(Chosen frame, Draft draft) {
        draft.kind(CHOSEN)
                .putTopic(frame.topic())
                .putLong(frame.next())
                .putInt(frame.segment())
                .putList(
                        frame.places(),
                        (place, out) -> out.putLong(place.sequence())
                                .putInt(place.partition())
                                .putLong(place.position())
                                .putInt(place.size()));
    }

    @Override
    public void mapped(Mapped frame, Draft draft) {
        putMapped(frame, draft.kind(MAPPED));
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
    public void parked(Parking.Parked frame, Draft draft) {
        draft.kind(PARKED)
                .putTopic(frame.topic())
                .putInt(frame.partition())
                .putLong(frame.sequence())
                .putText(frame.reason())
                .putLong(frame.atMs());
        draft.reports = frame.reports();
    }

    @Override
    public void retried(Parking.Retried frame, Draft draft) {
        draft.kind(RETRIED)
                .putTopic(frame.topic())
                .putInt(frame.partition())
                .putInt(frame.to())
                .putList(frame.sequences(), (sequence, out) -> out.putLong(sequence));
    }

    @Override
    public void dropped(Parking.Dropped frame, Draft draft) {
        draft.kind(DROPPED)
                .putTopic(frame.topic())
                .putInt(frame.partition())
                .putLong(frame.sequence())
                .putText(frame.reason())
                .putLong(frame.atMs());
    }

    @Override
    public void confirmed(Observing.Confirmed frame, Draft draft) {
        draft.kind(CONFIRMED)
                .putTopic(frame.topic())
                .putInt(frame.partition())
                .putLong(frame.next())
                .putLong(frame.atMs())
                .putList(
                        frame.told(),
                        (told, out) -> out.putLong(told.incarnation())
                                .putLong(told.number())
                                .putLong(told.offset()));
    }

    @Override
    public void observed(Observing.Observed frame, Draft draft) {
        putObserved(frame, draft.kind(OBSERVED));
    }

    @Override
    public void unobserved(Observing.Unobserved frame, Draft draft) {
        draft.kind(UNOBSERVED).putText(frame.name());
    }

    @Override
    public void transactionalIdUsed(TransactionalIdUsed frame, Draft draft) {
        putTransactionalId(frame, draft.kind(TRANSACTIONAL_ID_USED));
    }

    @Override
    public void snapshot(Snapshot frame, Draft draft) {
        SnapshotCodec.put(frame, draft.kind(SNAPSHOT));
    }

    private static Frame read(byte kind, ByteBuffer in) {
        return switch (kind) {
            case OPENED -> new Opened(in.getLong(), readBoolean(in));
            case ROUTE -> new Route(readTopic(in), in.getInt(), false);
            case ROUTE_BY_CHOICE -> new Route(readTopic(in), in.getInt(), true);
            case BRANCH_PART -> new BranchPart(in.getLong(), readReports(in));
            case BRANCH_DROPPED -> new BranchDropped(in.getLong());
            case BRANCH_PREPARED -> readBranchPrepared(in);
            case BRANCH_DECIDED -> readDecided(in);
            case BRANCH_FORGOTTEN -> new BranchForgotten(readXid(in));
            case RELEASED -> new Released(readXid(in));
            case REPORTS -> new Reports(in.getLong(), readReports(in));
            case DELIVERED -> new Delivered(readList(in, FrameFields::readPosition));
            case LOG_START -> readLogStart(in);
            case DURABLE_MARK -> new DurableMark(readBoolean(in));
            case MOVED -> new Moved(readList(in, from -> new MovedTo(from.getLong(), from.getInt())), readReports(in));
            case CHOSEN ->
                new Chosen(
                        readTopic(in),
                        in.getLong(),
                        in.getInt(),
                        readList(
                                in,
                                from -> new ChosenPlace(from.getLong(), from.getInt(), from.getLong(), from.getInt())));
            case MAPPED -> readMapped(in);
            case QUARANTINED -> readStandIn(in);
            case PARKED -> readParked(in);
            case RETRIED ->
                new Parking.Retried(readTopic(in), in.getInt(), in.getInt(), readList(in, ByteBuffer::getLong));
            case DROPPED -> new Parking.Dropped(readTopic(in), in.getInt(), in.getLong(), readText(in), in.getLong());
            case CONFIRMED ->
                new Observing.Confirmed(
                        readTopic(in),
                        in.getInt(),
                        in.getLong(),
                        in.getLong(),
                        readList(in, from -> new Observing.Told(from.getLong(), from.getLong(), from.getLong())));
            case OBSERVED -> readObserved(in);
            case UNOBSERVED -> new Observing.Unobserved(readText(in));
            case TRANSACTIONAL_ID_USED -> readTransactionalId(in);
            case SNAPSHOT -> SnapshotCodec.read(in);
            default -> throw new IllegalArgumentException("unknown kind");
        };
    }

    private static Parking.Parked readParked(ByteBuffer in) {
        return new Parking.Parked(
                readTopic(in), in.getInt(), in.getLong(), readText(in), in.getLong(), readReports(in));
    }

    private static BranchPrepared readBranchPrepared(ByteBuffer in) {
        Frame.Proof proof = readDecider(in);
        return new BranchPrepared(readXid(in), proof, in.getLong(), readReports(in));
    }

    /** The rest of the payload only fills the place of what it stands in for. */
    private static Quarantined readStandIn(ByteBuffer in) {
        Quarantined range = readQuarantined(in);
        in.position(in.limit());
        return range;
    }

    private static ReportBlock readReports(ByteBuffer in) {
        ReportBlock block = new ReportBlock(in.array(), in.arrayOffset() + in.position(), in.remaining());
        in.position(in.limit());
        return block;
    }
}
