namespace Writ.Domain;

/// <summary>Compares whom the release believes: identity providers, other trust domains, and how the own bundle is served.</summary>
internal static class TrustChanges
{
    public static void Find(Release before, Release after, ChangeList changes)
    {
        changes.Named("issuer", before.Issuers, after.Issuers, (subject, old, @new) =>
        {
            changes.Limit(subject, "greatest age of a token", old.MaxAge, @new.MaxAge);
            if (old.MayRepeat != @new.MayRepeat)
            {
                changes.Add(subject, @new.MayRepeat ? "a token may stand for several uses" : "a token is good once", @new.MayRepeat ? ReleaseWeight.Loosens : ReleaseWeight.Tightens);
            }

            // All that is left, in one: what is believed would be somebody else's word.
            changes.Same(subject, "whose tokens, for whom, for what or by which keys", old, @new with { MaxAge = old.MaxAge, MayRepeat = old.MayRepeat });
        });
        changes.Named(
            "trust domain",
            before.Federation.ToDictionary(static f => f.TrustDomain),
            after.Federation.ToDictionary(static f => f.TrustDomain),
            (subject, old, @new) => changes.Same(subject, "where its bundle is, or how it is believed,", old, @new));
        changes.Same("bundle endpoint", "what is served, or where,", before.BundleEndpoint, after.BundleEndpoint);
    }
}
