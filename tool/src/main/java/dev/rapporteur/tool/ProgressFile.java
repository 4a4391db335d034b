package dev.rapporteur.tool;

import dev.rapporteur.impl.outbound.PartitionId;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a replay has come, in a file, so that repeating it goes on: for each partition the next sequence, and for each topic
 * whose partition count the journal doesn't know the count with which its reports were dealt out. For one journal and one
 * cluster.
 *
 * <pre>
 * journal=UUID
 * cluster=ID
 * route.TOPIC=partition count
 * next.PARTITION.TOPIC=sequence
 * </pre>
 */
final class ProgressFile {

    private static final String JOURNAL = "journal";
    private static final String CLUSTER = "cluster";
    private static final String ROUTE = "route.";
    private static final String NEXT = "next.";

    private final Path file;
    private final Properties content = new Properties();
    private final Map<String, Integer> routes = new TreeMap<>();
    private final Map<PartitionId, Long> next = new LinkedHashMap<>();

    private ProgressFile(Path file) {
        this.file = file;
    }

    /**
     * Reads what is there, or begins.
     *
     * @throws RefusedException if it belongs to another journal or cluster, or is no progress file
     */
    static ProgressFile at(Path file, UUID journal, String cluster) throws IOException {
        ProgressFile progress = new ProgressFile(file.toAbsolutePath());
        if (Files.exists(file)) {
            progress.read();
            progress.require(JOURNAL, journal.toString());
            progress.require(CLUSTER, cluster);
        } else {
            progress.content.setProperty(JOURNAL, journal.toString());
            progress.content.setProperty(CLUSTER, cluster);
            progress.save();
        }
        return progress;
    }

    private void read() throws IOException {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            content.load(reader);
            for (String name : content.stringPropertyNames()) {
                String value = content.getProperty(name);
                if (name.startsWith(ROUTE)) {
                    routes.put(name.substring(ROUTE.length()), Integer.parseInt(value));
                } else if (name.startsWith(NEXT)) {
                    String[] parts = name.substring(NEXT.length()).split("\\.", 2);
                    next.put(new PartitionId(parts[1], Integer.parseInt(parts[0])), Long.parseLong(value));
                } else if (!name.equals(JOURNAL) && !name.equals(CLUSTER)) {
                    throw notOurs("it has a line \"" + name + "\"", null);
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException | CharacterCodingException e) {
            throw notOurs("it has lines that make no sense", e);
        }
        if (content.getProperty(JOURNAL) == null || content.getProperty(CLUSTER) == null) {
            throw notOurs("it does not say of which journal and cluster it is", null);
        }
    }

    private RefusedException notOurs(String why, @Nullable Exception cause) {
        return new RefusedException(
                file + " is no progress file, or is damaged: " + why
                        + ". Name the right one with --progress, or one that is not there yet to send everything; nothing was"
                        + " sent.",
                cause);
    }

    private void require(String name, String wanted) {
        String there = content.getProperty(name);
        if (!wanted.equals(there)) {
            throw new RefusedException("The progress file " + file + " is that of " + name + " " + there + ", not of "
                    + wanted + ". Name another file with --progress; nothing was sent.");
        }
    }

    Path file() {
        return file;
    }

    /** The partition counts of topics that the journal doesn't know, as they were read. */
    Map<String, Integer> routes() {
        return routes;
    }

    /** All below these sequences had been confirmed when the file was read. */
    Map<PartitionId, Long> next() {
        return next;
    }

    void route(String topic, int partitions) {
        content.setProperty(ROUTE + topic, Integer.toString(partitions));
    }

    void next(PartitionId partition, long sequence) {
        content.setProperty(NEXT + partition.number() + "." + partition.topic(), Long.toString(sequence));
    }

    /** On the disk when it returns; a crash leaves the old file or the new one. */
    void save() throws IOException {
        StringWriter text = new StringWriter();
        content.store(text, "How far rapporteur-journal replay has come. Keep it until the replay is complete.");
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(draft.resolveSibling("."), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
