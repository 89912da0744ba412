/** Parts of a page: elements, tables and charts. */
@NullMarked
package org.woq4j.report.html.markup;

import org.jspecify.annotations.NullMarked;
