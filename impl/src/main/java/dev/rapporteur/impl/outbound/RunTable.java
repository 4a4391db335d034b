package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.JournalException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of a segment's index: the runs that it lists. Big-endian: int count, then for each run its topic (2 bytes length,
 * then the text), int partition ({@code -1}: waits for its Route), int segment where the reports lie, long first and last
 * sequence, int reports, long bytes, long offset of the list, int entries in it.
 */
final class RunTable {

    /** A run and where it stands. */
    record Row(String topic, int partition, Run run) {}

    private RunTable() {}

    static byte[] encode(List<Row> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(rows.size());
            for (Row row : rows) {
                Run run = row.run();
                out.writeUTF(row.topic());
                out.writeInt(row.partition());
                out.writeInt(run.segment);
                out.writeLong(run.first);
                out.writeLong(run.last);
                out.writeInt(run.remaining);
                out.writeLong(run.bytes);
                out.writeLong(run.listOffset);
                out.writeInt(run.listed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #encode} wrote for this segment, whose checksum has been verified. */
    static List<Row> decode(int segment, byte[] head, long nowMs) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(head))) {
            int count = in.readInt();
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String topic = in.readUTF();
                int partition = in.readInt();
                Run run = new Run(in.readInt(), segment, in.readLong(), nowMs);
                run.last = in.readLong();
                run.remaining = in.readInt();
                run.bytes = in.readLong();
                run.listOffset = in.readLong();
                run.listed = in.readInt();
                rows.add(new Row(topic, partition, run));
            }
            return rows;
        } catch (IOException e) {
            throw new JournalException(
                    "The index of segment " + segment
                            + " can't be understood although its checksum is right. Delete it: it" + " is made again.",
                    e);
        }
    }
}
