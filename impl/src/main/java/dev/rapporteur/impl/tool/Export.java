package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.ParkedReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.outbound.StoredReport;
import dev.rapporteur.impl.outbound.Waiting;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Writes the undelivered reports to files, one for each partition, in their order; those that are parked to files of their own. The files are on the disk when it returns.
 * For one thread.
 */
public final class Export {

    /** Each report's payload: a 4-byte length, big-endian, then the bytes; length -1 for a tombstone. */
    private static final String RAW = ".raw";

    private static final String LINES = ".jsonl";

    private final OpenJournal journal;
    private final Path to;
    private final boolean raw;
    private final Map<String, Long> written = new TreeMap<>();

    private Export(OpenJournal journal, Path to, boolean raw) {
        this.journal = journal;
        this.to = to;
        this.raw = raw;
    }

    /**
     * Exports.
     *
     * @param to a directory that exists
     * @param raw payloads only; else JSON lines with everything
     * @return the files written, with their counts of reports
     * @throws IOException if a file exists already, or can't be written
     */
    public static Map<String, Long> of(OpenJournal journal, ReportFilter filter, Path to, boolean raw)
            throws IOException {
        return new Export(journal, to, raw).run(filter);
    }

    private Map<String, Long> run(ReportFilter filter) throws IOException {
        for (PartitionBuffer buffer : journal.partitions()) {
            boolean wanted = filter.partition() == null
                    || filter.partition() == buffer.id().number();
            if (filter.takesTopic(buffer.id().topic()) && wanted) {
                export(buffer);
            }
        }
        exportParked(filter);
        for (Waiting.Unrouted topic : journal.waiting().unrouted()) {
            if (filter.takesTopic(topic.topic()) && filter.partition() == null) {
                exportUnrouted(topic.topic());
            }
        }
        return written;
    }

    private void export(PartitionBuffer buffer) throws IOException {
        List<OutboundReport> reports = journal.next(buffer);
        if (reports.isEmpty()) {
            return;
        }
        PartitionId id = buffer.id();
        toFile(id.topic() + "-" + id.number(), out -> {
            long count = 0;
            for (List<OutboundReport> some = reports; !some.isEmpty(); some = journal.next(buffer)) {
                for (OutboundReport report : some) {
                    write(out, ReportLine.of(report));
                    count++;
                }
                journal.delivered(id, some.get(some.size() - 1).sequence() + 1);
            }
            return count;
        });
    }

    private void exportParked(ReportFilter filter) throws IOException {
        Map<String, List<ParkedReport>> files = new TreeMap<>();
        for (ParkedReport report : journal.waiting().parked()) {
            PartitionId id = report.partition();
            if (filter.takesTopic(id.topic()) && (filter.partition() == null || filter.partition() == id.number())) {
                files.computeIfAbsent(id.topic() + "-" + id.number() + "-parked", one -> new ArrayList<>())
                        .add(report);
            }
        }
        for (Map.Entry<String, List<ParkedReport>> file : files.entrySet()) {
            toFile(file.getKey(), out -> {
                long count = 0;
                for (ParkedReport parked : file.getValue()) {
                    StoredReport report = journal.readParked(parked);
                    if (report != null) {
                        PartitionId id = parked.partition();
                        write(
                                out,
                                ReportLine.of(
                                        report,
                                        id.number(),
                                        parked.sequence(),
                                        ReportState.PARKED,
                                        parked.reason(),
                                        null));
                        count++;
                    }
                }
                return count;
            });
        }
    }

    private void exportUnrouted(String topic) throws IOException {
        toFile(topic + "-unrouted", out -> {
            long[] count = new long[1];
            BiConsumer<StoredReport, Long> each = (report, sequence) -> {
                try {
                    Integer named = report.partition(sequence, 0);
                    write(out, ReportLine.of(report, named, sequence, ReportState.UNDELIVERED, null, null));
                    count[0]++;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            try {
                journal.forEachUnrouted(topic, each);
            } catch (IOException e) {
                throw new JournalException("Reports of topic " + topic + " can't be read: " + e.getMessage(), e);
            }
            return count[0];
        });
    }

    /** Writes a file's content. */
    private interface Content {
        long write(DataOutputStream out) throws IOException;
    }

    private void toFile(String name, Content content) throws IOException {
        Path file = to.resolve(name + (raw ? RAW : LINES));
        OutputStream plain = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(plain, 1 << 16))) {
            written.put(file.getFileName().toString(), content.write(out));
        } catch (UncheckedIOException e) {
            throw incomplete(file, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw incomplete(file, e);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** With the file's name, which a full disk doesn't tell. */
    private static IOException incomplete(Path file, IOException cause) {
        IOException named = new FileSystemException(
                file.toString(),
                null,
                cause.getMessage()
                        + ". The export is not complete: make room there, empty the directory and repeat, or export"
                        + " to another one");
        named.initCause(cause);
        return named;
    }

    private void write(DataOutputStream out, ReportLine line) throws IOException {
        byte[] payload = line.payload();
        if (!raw) {
            out.write((line.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
        } else if (payload == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(payload.length);
            out.write(payload);
        }
    }
}
