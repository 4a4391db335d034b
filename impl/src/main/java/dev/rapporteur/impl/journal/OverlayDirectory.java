package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A journal's directory that is only read: every change stays in memory, as a layer over the real files, and is gone with this
 * object. So a journal can be opened by the very code that recovers it, and its files stay as they are; it takes no lock, and
 * needs no right to write. For one thread.
 */
public final class OverlayDirectory implements JournalDirectory {

    private final Path path;
    private final Map<String, OverlayFile> files = new TreeMap<>();

    private OverlayDirectory(Path path) {
        this.path = path;
    }

    /**
     * The files that are there now.
     *
     * @throws JournalException if there is no such directory, it can't be read, or no journal lies in it
     */
    public static OverlayDirectory over(Path path) {
        if (!Files.isDirectory(path)) {
            throw new JournalException(
                    "There is no directory " + path.toAbsolutePath() + ". Name the journal's directory.");
        }
        OverlayDirectory directory = new OverlayDirectory(path.toAbsolutePath().normalize());
        try (Stream<Path> there = Files.list(directory.path)) {
            for (Path file : there.toList()) {
                String name = file.getFileName().toString();
                if (Files.isRegularFile(file)) {
                    directory.files.put(name, OverlayFile.over(file));
                } else if (Files.isDirectory(file) && isOurs(name)) {
                    throw new JournalException(
                            file + " is a directory, and has the name of a journal's file. No adapter has"
                                    + " made it; a server would not start with it. Move it away.");
                }
            }
        } catch (IOException e) {
            throw JournalProblem.of("The journal directory can't be read", directory.path, e);
        }
        if (directory.files.keySet().stream()
                .noneMatch(name -> name.equals(JournalIdentity.NAME)
                        || SegmentName.parse(name).isPresent())) {
            throw new JournalException(
                    "No journal lies in " + directory.path
                            + ": neither a file \"identity\" nor a segment. Name the directory of the setting journalDirectory.");
        }
        return directory;
    }

    private static boolean isOurs(String name) {
        return name.equals(JournalIdentity.NAME)
                || Reserve.isName(name)
                || SegmentName.parse(name).isPresent()
                || SegmentName.parseIndex(name).isPresent();
    }

    /** Leaves a segment's index out, in memory: whoever opens the journal makes it anew. */
    public void dropIndex(int segment) {
        files.remove(SegmentName.indexOf(segment));
    }

    /** Takes nothing: who only reads disturbs no owner. */
    @Override
    public Closeable lock() {
        return () -> {};
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public JournalFile create(String name) throws IOException {
        if (files.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        OverlayFile file = OverlayFile.empty();
        files.put(name, file);
        return new Handle(file, file.openBase());
    }

    @Override
    public JournalFile open(String name) throws IOException {
        OverlayFile file = require(name);
        return new Handle(file, file.openBase());
    }

    @Override
    public void delete(String name) throws IOException {
        require(name);
        files.remove(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.put(to, require(from));
        files.remove(from);
    }

    private OverlayFile require(String name) throws IOException {
        OverlayFile file = files.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    @Override
    public void sync() {}

    @Override
    public void requireIntact() {}

    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** A file as one of its openers sees it. */
    private record Handle(OverlayFile file, OverlayFile.Base base) implements JournalFile {

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            return file.write(base, bytes, position);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(base, into, position);
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public void truncate(long size) {
            file.truncate(size);
        }

        @Override
        public void sync() {}

        @Override
        public void close() throws IOException {
            base.close();
        }
    }
}
