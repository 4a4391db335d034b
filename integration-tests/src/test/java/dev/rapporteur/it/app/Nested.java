package dev.rapporteur.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** A transaction that calls into beans with other transactions, or with none. */
@ApplicationScoped
public class Nested {

    /** The beans within. */
    @ApplicationScoped
    public static class Inner {

        @Inject
        private Sender sender;

        /** In a transaction of its own. */
        @Transactional(TxType.REQUIRES_NEW)
        public void ofItsOwn(String topic) {
            sender.send(topic, "inner");
        }

        /** In a transaction of its own, which fails. */
        @Transactional(TxType.REQUIRES_NEW)
        public void failing(String topic) {
            sender.send(topic, "inner");
            throw new Payments.Declined();
        }

        /** Without a transaction. */
        @Transactional(TxType.NOT_SUPPORTED)
        public void without(String topic) {
            sender.send(topic, "inner");
        }
    }

    @Inject
    private Sender sender;

    @Inject
    private Inner inner;

    /** Inner and outer commit, in this order. */
    @Transactional
    public void bothCommit(String topic) {
        sender.send(topic, "outer 1");
        inner.ofItsOwn(topic);
        sender.send(topic, "outer 2");
    }

    /** The inner one commits, then the outer one fails. */
    @Transactional
    public void onlyInnerCommits(String topic) {
        sender.send(topic, "outer");
        inner.ofItsOwn(topic);
        throw new Payments.Declined();
    }

    /** The inner one fails, the outer one gets over it. */
    @Transactional(dontRollbackOn = Payments.Declined.class)
    public void onlyOuterCommits(String topic) {
        sender.send(topic, "outer 1");
        try {
            inner.failing(topic);
        } catch (Payments.Declined e) {
            sender.send(topic, "outer 2");
        }
    }

    /** What is sent without the transaction does not share its fate. */
    @Transactional
    public void withoutSurvives(String topic) {
        sender.send(topic, "outer");
        inner.without(topic);
        throw new Payments.Declined();
    }
}
