/** Folders of models: where a model and the files that belong to it lie. */
@NullMarked
package org.woq4j.core.folder;

import org.jspecify.annotations.NullMarked;
