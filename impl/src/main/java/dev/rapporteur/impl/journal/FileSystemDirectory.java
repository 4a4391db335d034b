package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A journal's directory in the file system: mode 0700, its files 0600 where the file system knows modes. */
public final class FileSystemDirectory implements JournalDirectory {

    static final String LOCK = "lock";
    static final String GUARD = "dev.rapporteur.journal.";

    private final Path path;
    private final boolean posix;
    private volatile @Nullable Object lockKey;

    private FileSystemDirectory(Path path, boolean posix) {
        this.path = path;
        this.posix = posix;
    }

    /**
     * Opens the directory, creating it with its parents if it is missing.
     *
     * @throws JournalException if that can't be done
     */
    public static FileSystemDirectory at(Path path) {
        try {
            if (!Files.isDirectory(path)) {
                create(path.toAbsolutePath());
            }
            Path real = path.toRealPath();
            return new FileSystemDirectory(real, isPosix(real));
        } catch (IOException e) {
            throw JournalProblem.of("The journal directory can't be created", path.toAbsolutePath(), e);
        }
    }

    /**
     * A FileLock keeps other processes out. Within this process, over all class loaders, an entry in the system properties
     * does: trying for the FileLock would not do, since closing a second channel of the file gives the first one's lock up.
     */
    @Override
    public Closeable lock() throws IOException {
        String guard = GUARD + keyOf(path);
        if (System.getProperties().putIfAbsent(guard, path.toString()) != null) {
            throw inUse("this process has already (another connection definition or an adapter that did not stop)");
        }
        try {
            Closeable lock = lockAgainstOthers();
            lockKey = keyOf(path.resolve(LOCK));
            return () -> {
                try (lock) {
                    System.getProperties().remove(guard);
                }
            };
        } catch (IOException | RuntimeException | Error e) {
            System.getProperties().remove(guard);
            throw e;
        }
    }

    private Closeable lockAgainstOthers() throws IOException {
        FileChannel channel = openChannel(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse("another process has");
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private JournalException inUse(String who) {
        return new JournalException(
                "The journal in " + path + " is in use: " + who + " locked " + path.resolve(LOCK)
                        + ". Give each connection definition and each server a journalDirectory of its own, or stop the other one.");
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public JournalFile create(String name) throws IOException {
        return new ChannelFile(
                openChannel(name, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public JournalFile open(String name) throws IOException {
        return new ChannelFile(openChannel(name, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                path.resolve(from),
                path.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public @Nullable String inode(String name) throws IOException {
        Path file = path.resolve(name);
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(file, "unix:ino").toString()
                : null;
    }

    @Override
    public void sync() throws IOException {
        sync(path);
    }

    @Override
    public void requireIntact() throws IOException {
        boolean same;
        try {
            same = keyOf(path.resolve(LOCK)).equals(lockKey);
        } catch (NoSuchFileException e) {
            same = false;
        }
        if (!same) {
            throw new IOException("the directory was removed or replaced while it was in use");
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private FileChannel openChannel(String name, OpenOption... options) throws IOException {
        Path file = path.resolve(name);
        return posix
                ? FileChannel.open(file, Set.of(options), mode("rw-------"))
                : FileChannel.open(file, Set.of(options));
    }

    private static void create(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            create(parent);
        }
        if (parent != null && isPosix(parent)) {
            Files.createDirectory(path, mode("rwx------"));
        } else {
            Files.createDirectory(path);
        }
        if (parent != null) {
            sync(parent);
        }
    }

    /** What the file system knows the file by: its inode, or else its path. */
    static Object keyOf(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file : key;
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Syncs a directory, so that the names in it last; a system that can't open directories keeps names by itself. */
    private static void sync(Path directory) throws IOException {
        if (!isPosix(directory)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A file over a channel. An interrupt would close it, so only the journal's own thread uses it. */
    private record ChannelFile(FileChannel channel) implements JournalFile {

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            return channel.write(bytes, position);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return channel.read(into, position);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
