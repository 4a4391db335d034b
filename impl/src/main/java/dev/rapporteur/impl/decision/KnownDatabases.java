package dev.rapporteur.impl.decision;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The databases that are asked; each is looked for once. For the thread that asks. */
final class KnownDatabases {

    private final Databases databases;
    private final @Nullable DatabaseTransactions own;
    private final Map<Addressee, DecisionDatabase> found = new HashMap<>();

    KnownDatabases(Databases databases, @Nullable DatabaseTransactions own) {
        this.databases = databases;
        this.own = own;
    }

    /**
     * The engine's own is the one that callers take proofs of: it remembers what it has seen, over openings of the journal.
     *
     * @throws DecisionSetupException if nothing, or something else, has that name
     */
    DecisionDatabase get(Addressee addressee) {
        if (own != null && own.readiness().isReady() && addressee.equals(own.addressee())) {
            return own.deciding();
        }
        DecisionDatabase known = found.get(addressee);
        if (known == null) {
            known = databases.find(addressee.dataSource(), addressee.kind());
            found.put(addressee, known);
        }
        return known;
    }
}
