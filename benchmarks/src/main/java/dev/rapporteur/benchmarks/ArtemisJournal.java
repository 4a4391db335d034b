package dev.rapporteur.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.ArtemisConstants;
import org.apache.activemq.artemis.core.io.AbstractSequentialFileFactory;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.jspecify.annotations.Nullable;

/**
 * Artemis' journal, as its broker's {@code broker.xml} configures it. A transaction's reports are one record, which is the
 * best case for it (the broker writes one for each message); its deletion, not synced, confirms it.
 */
final class ArtemisJournal implements Contender {

    private static final byte RECORD_TYPE = 1;
    private static final int FILE_BYTES = 10 << 20;
    private static final int MIN_FILES = 2;
    private static final int POOL_FILES = 10;
    private static final int COMPACT_MIN_FILES = 10;
    private static final int COMPACT_PERCENTAGE = 30;
    private static final int FILE_OPEN_TIMEOUT_SECONDS = 5;
    private static final int NIO_MAX_IO = 1;
    private static final int AIO_MAX_IO = 4096;

    private final Map<Load, byte[]> records = new ConcurrentHashMap<>();
    private final JournalImpl journal;
    private volatile @Nullable Throwable failure;

    private ArtemisJournal(AbstractSequentialFileFactory files) throws Exception {
        files.setDatasync(true);
        files.setCriticalErrorListener((cause, message, file) -> failure = cause);
        journal = new JournalImpl(
                FILE_BYTES,
                MIN_FILES,
                POOL_FILES,
                COMPACT_MIN_FILES,
                COMPACT_PERCENTAGE,
                FILE_OPEN_TIMEOUT_SECONDS,
                files,
                "activemq-data",
                "amq",
                files.getMaxIO(),
                0);
        journal.start();
        journal.load(new ArrayList<>(), new ArrayList<>(), null, false);
    }

    /**
     * With java.nio's file channels.
     *
     * @param name as a table's row names it
     * @param bufferTimeoutNanos journal-buffer-timeout: how long a record waits for others before it is written
     */
    static Entry nio(String name, int bufferTimeoutNanos) {
        return new Entry(
                name, (directory, disk) -> new ArtemisJournal(new NioFiles(directory, bufferTimeoutNanos, disk)));
    }

    /** With Linux' asynchronous I/O; only where {@link #hasAio} says so, and only on the disk as it is. */
    static Entry aio(String name, int bufferTimeoutNanos) {
        return new Entry(name, (directory, disk) -> {
            if (disk != Disk.REAL) {
                throw new IllegalArgumentException("The kernel syncs for AIO; nothing of ours can slow it");
            }
            return new ArtemisJournal(new AIOSequentialFileFactory(
                    directory.toFile(),
                    ArtemisConstants.DEFAULT_JOURNAL_BUFFER_SIZE_AIO,
                    bufferTimeoutNanos,
                    AIO_MAX_IO,
                    false,
                    null,
                    null));
        });
    }

    /** Whether libaio is there, and the directory's file system takes it. */
    static boolean hasAio(Path directory) {
        return AIOSequentialFileFactory.isSupported() && AIOSequentialFileFactory.isSupported(directory.toFile());
    }

    @Override
    public void commit(Phases phases, Load load, long number) throws Exception {
        byte[] record = records.computeIfAbsent(load, each -> new byte[each.reports() * each.payloadBytes()]);
        switch (phases) {
            case ONE -> journal.appendAddRecord(number, RECORD_TYPE, record, true);
            case TWO -> {
                journal.appendAddRecordTransactional(number, number, RECORD_TYPE, record);
                journal.appendPrepareRecord(number, new NumberedXid(number).toBytes(), true);
                journal.appendCommitRecord(number, true);
            }
        }
        journal.appendDeleteRecord(number, false);
        if (failure != null) {
            throw new IllegalStateException("Artemis' journal has failed", failure);
        }
    }

    @Override
    public void close() {
        journal.stop();
    }

    /** Files whose syncs take as long as the disk says; only their first filling and their closing don't. */
    private static final class NioFiles extends NIOSequentialFileFactory {

        private final Disk disk;

        NioFiles(Path directory, int bufferTimeoutNanos, Disk disk) {
            super(
                    directory.toFile(),
                    true,
                    ArtemisConstants.DEFAULT_JOURNAL_BUFFER_SIZE_NIO,
                    bufferTimeoutNanos,
                    NIO_MAX_IO,
                    false,
                    null,
                    null);
            this.disk = disk;
        }

        @Override
        public SequentialFile createSequentialFile(String name) {
            return new NioFile(this, getDirectory(), name, disk);
        }
    }

    private static final class NioFile extends NIOSequentialFile {

        private final NioFiles files;
        private final Disk disk;

        NioFile(NioFiles files, File directory, String name, Disk disk) {
            super(files, directory, name, NIO_MAX_IO);
            this.files = files;
            this.disk = disk;
        }

        @Override
        protected void syncChannel(FileChannel channel) throws IOException {
            long start = System.nanoTime();
            super.syncChannel(channel);
            disk.afterSync(start);
        }

        @Override
        public SequentialFile cloneFile() {
            return new NioFile(files, files.getDirectory(), getFileName(), disk);
        }
    }
}
