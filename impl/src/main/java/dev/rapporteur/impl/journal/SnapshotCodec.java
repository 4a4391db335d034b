package dev.rapporteur.impl.journal;

import static dev.rapporteur.impl.journal.FieldReader.readBoolean;
import static dev.rapporteur.impl.journal.FieldReader.readList;
import static dev.rapporteur.impl.journal.FieldReader.readText;
import static dev.rapporteur.impl.journal.FieldReader.readTopic;
import static dev.rapporteur.impl.journal.FrameFields.putLogStart;
import static dev.rapporteur.impl.journal.FrameFields.putPositions;
import static dev.rapporteur.impl.journal.FrameFields.putProof;
import static dev.rapporteur.impl.journal.FrameFields.putXid;
import static dev.rapporteur.impl.journal.FrameFields.readLogStart;
import static dev.rapporteur.impl.journal.FrameFields.readProof;
import static dev.rapporteur.impl.journal.FrameFields.readXid;

import dev.rapporteur.impl.journal.Frame.Choice;
import dev.rapporteur.impl.journal.Frame.KnownRoute;
import dev.rapporteur.impl.journal.Frame.Lying;
import dev.rapporteur.impl.journal.Frame.Part;
import dev.rapporteur.impl.journal.Frame.Prepared;
import dev.rapporteur.impl.journal.Frame.Proven;
import dev.rapporteur.impl.journal.Frame.Share;
import dev.rapporteur.impl.journal.Frame.Snapshot;
import dev.rapporteur.impl.journal.Frame.Vacated;
import java.nio.ByteBuffer;
import java.util.List;

/** The payload of a Snapshot frame: its lists one after the other. */
final class SnapshotCodec {

    private SnapshotCodec() {}

    static void put(Snapshot frame, FieldWriter out) {
        putLogStart(frame.logStart(), out);
        out.putList(frame.incarnations(), (incarnation, to) -> to.putLong(incarnation));
        out.putList(
                frame.routes(),
                (route, to) ->
                        to.putTopic(route.topic()).putInt(route.partitions()).putInt(route.firstPartitions()));
        putPositions(frame.positions(), out);
        out.putList(frame.heuristics(), FrameFields::putDecided);
        out.putList(frame.prepared(), SnapshotCodec::putPrepared);
        out.putList(frame.parts(), SnapshotCodec::putPart);
        out.putList(
                frame.vacated(), (vacated, to) -> to.putLong(vacated.sequence()).putInt(vacated.segment()));
        out.putList(frame.quarantined(), FrameFields::putQuarantined);
        out.putList(frame.parked(), SnapshotCodec::putPlace);
        out.putList(frame.transactionalIds(), FrameFields::putTransactionalId);
        out.putList(frame.choices(), (choice, to) -> to.putTopic(choice.topic()).putLong(choice.next()));
        out.putList(frame.observers(), FrameFields::putObserved);
        out.putList(frame.mappings(), FrameFields::putMapped);
        out.putList(frame.proven(), (proven, to) -> putProof(proven.proof(), to.putLong(proven.sequence())));
    }

    private static void putPrepared(Prepared branch, FieldWriter out) {
        putXid(branch.xid(), out);
        out.putLong(branch.sequence())
                .putInt(branch.segment())
                .putInt(branch.listedIn())
                .putBoolean(branch.released());
        out.putList(
                branch.shares(),
                (share, to) -> to.putTopic(share.topic())
                        .putInt(share.partition())
                        .putInt(share.reports())
                        .putLong(share.bytes()));
        out.putList(branch.blocks(), SnapshotCodec::putLying);
        out.putList(branch.moved(), SnapshotCodec::putLying);
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

    private static void putPlace(Parking.Place place, FieldWriter out) {
        out.putTopic(place.topic())
                .putInt(place.partition())
                .putList(place.aside(), SnapshotCodec::putAside)
                .putList(place.left(), (sequence, to) -> to.putLong(sequence));
    }

    private static void putAside(Parking.Aside aside, FieldWriter out) {
        out.putLong(aside.sequence()).putLong(aside.incarnation()).putLong(aside.number());
        putBlockAt(aside.at(), out);
        out.putLong(aside.atMs()).putText(aside.reason());
    }

    static Snapshot read(ByteBuffer in) {
        return new Snapshot(
                readLogStart(in),
                readList(in, ByteBuffer::getLong),
                readList(in, from -> new KnownRoute(readTopic(from), from.getInt(), from.getInt())),
                readList(in, FrameFields::readPosition),
                readList(in, FrameFields::readDecided),
                readList(in, SnapshotCodec::readPrepared),
                readList(in, from -> new Part(from.getLong(), readBlockAt(from), from.getInt())),
                readList(in, from -> new Vacated(from.getLong(), from.getInt())),
                readList(in, FrameFields::readQuarantined),
                readList(in, SnapshotCodec::readPlace),
                readList(in, FrameFields::readTransactionalId),
                in.hasRemaining() // version 4 had none
                        ? readList(in, from -> new Choice(readTopic(from), from.getLong()))
                        : List.of(),
                in.hasRemaining() ? readList(in, FrameFields::readObserved) : List.of(), // nor these
                in.hasRemaining() ? readList(in, FrameFields::readMapped) : List.of(), // nor had version 5 these
                in.hasRemaining() // nor version 6 these
                        ? readList(in, from -> new Proven(from.getLong(), readProof(from)))
                        : List.of());
    }

    private static Prepared readPrepared(ByteBuffer in) {
        return new Prepared(
                readXid(in),
                in.getLong(),
                in.getInt(),
                in.getInt(),
                readBoolean(in),
                readList(in, from -> new Share(readTopic(from), from.getInt(), from.getInt(), from.getLong())),
                readList(in, SnapshotCodec::readLying),
                readList(in, SnapshotCodec::readLying));
    }

    private static Lying readLying(ByteBuffer in) {
        return new Lying(in.getLong(), readBlockAt(in));
    }

    private static BlockAt readBlockAt(ByteBuffer in) {
        return new BlockAt(in.getInt(), in.getLong(), in.getInt());
    }

    private static Parking.Place readPlace(ByteBuffer in) {
        return new Parking.Place(
                readTopic(in), in.getInt(), readList(in, SnapshotCodec::readAside), readList(in, ByteBuffer::getLong));
    }

    private static Parking.Aside readAside(ByteBuffer in) {
        return new Parking.Aside(in.getLong(), in.getLong(), in.getLong(), readBlockAt(in), in.getLong(), readText(in));
    }
}
