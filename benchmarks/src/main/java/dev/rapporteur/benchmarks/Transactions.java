package dev.rapporteur.benchmarks;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;

/** Narayana, the server's transaction manager, within this process. */
final class Transactions {

    private Transactions() {}

    /** Sets it up once for the process. */
    static TransactionManager in(Path directory) throws CoreEnvironmentBeanException {
        arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier("benchmarks");
        for (String store : List.of("default", "communicationStore", "stateStore")) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
                    .setObjectStoreDir(directory.toString());
        }
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }
}
