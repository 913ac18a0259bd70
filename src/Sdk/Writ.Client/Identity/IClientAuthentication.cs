namespace Writ.Client;

/// <summary>Says to the token service who asks.</summary>
internal interface IClientAuthentication : IDisposable
{
    /// <summary>Adds what authenticates one request to its form.</summary>
    /// <exception cref="WritIdentityException">There is no identity.</exception>
    ValueTask AddAsync(ICollection<KeyValuePair<string, string>> form, CancellationToken cancellationToken);
}
