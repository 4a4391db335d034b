package dev.rapporteur.impl;

import dev.rapporteur.impl.config.CopiedJournal;
import dev.rapporteur.impl.config.Durability;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.journal.HarmedIndexException;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalDirectory;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.thread.Bell;
import java.lang.System.Logger;
import java.security.SecureRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A journal that was just read, before anything lives on it.
 *
 * @param journal the journal, whose turns nobody takes yet
 * @param outbound its fold
 * @param signals not connected yet
 * @param bell what wakes the journal's thread
 */
record OpenedJournal(Journal journal, Outbound outbound, Signals signals, Bell bell) {

    private static final Logger LOG = System.getLogger(OpenedJournal.class.getName());

    /** So many harmed indexes are made anew before an operator must look at the disk. */
    private static final int MAX_HARMED = 100;

    /**
     * Locks, probes, reads and applies: seconds at most.
     *
     * @param expectedId refuse any other journal; null takes what is there
     * @throws dev.rapporteur.impl.journal.JournalException with path, user, cause and remedy; nothing is left open
     */
    static OpenedJournal read(
            EngineConfig config, JournalDirectory directory, @Nullable UUID expectedId, MemoryBudget memory) {
        for (int harmed = 1; harmed < MAX_HARMED; harmed++) {
            try {
                return readOnce(config, directory, expectedId, memory);
            } catch (HarmedIndexException e) {
                LOG.log(Logger.Level.WARNING, e.getMessage());
            }
        }
        return readOnce(config, directory, expectedId, memory);
    }

    /** Whole segments, and a quarter of the journal at most: it is for reports. */
    private static int keptForObservers(EngineConfig config) {
        long bytes = Math.min(config.eventsMaxBytes(), config.journalMaxBytes() / 4);
        return Math.toIntExact(bytes / config.segmentBytes());
    }

    private static OpenedJournal readOnce(
            EngineConfig config, JournalDirectory directory, @Nullable UUID expectedId, MemoryBudget memory) {
        Bell bell = new Bell();
        Signals signals = new Signals(bell);
        Outbound outbound = new Outbound(signals, memory, Engine::nowMs);
        outbound.observers().keep(keptForObservers(config));
        try {
            Journal journal = Journal.open(
                    directory,
                    new JournalSettings(
                            config.segmentBytes(),
                            config.journalMaxBytes(),
                            config.durability() == Durability.SYNC,
                            expectedId,
                            config.copiedJournal() == CopiedJournal.SEND),
                    outbound,
                    new SecureRandom().nextLong(),
                    UUID.randomUUID(),
                    System::nanoTime,
                    bell);
            return new OpenedJournal(journal, outbound, signals, bell);
        } catch (RuntimeException | Error e) {
            outbound.discard();
            throw e;
        }
    }
}
