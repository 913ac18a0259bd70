namespace Writ.Domain;

/// <summary>On whose behalf: a human or a service known from its own identity provider. No subject means that the agent acts for itself.</summary>
/// <param name="Issuer">The identity provider, as a URI.</param>
/// <param name="Id">The identity provider's stable id of the person or service; a personal value, never written to a log or the ledger.</param>
public sealed record Subject(string Issuer, string Id)
{
    /// <summary>The bytes whose keyed digest is the subject's pseudonym: the issuer's length, the issuer, the id. They are personal; only the digest is written.</summary>
    public byte[] PseudonymInput() => System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Issuer.Length}:{Issuer}{Id}"));

    /// <summary>The pseudonym of a subject: its keyed digest, the same for each task of this installation and meaningless elsewhere. The zero value when there is none.</summary>
    public static Digest256 PseudonymOf(Subject? subject, IKeyring keyring)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        return subject is null ? default : keyring.Digest(DigestPurpose.Subject, subject.PseudonymInput());
    }

    /// <summary>The issuer alone, never the id.</summary>
    public override string ToString() => Issuer;
}
