using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>An instance that the kernel showed and that is not committed yet. Adopt it once it is, or dispose it.</summary>
public sealed class PreparedInstance : IDisposable
{
    internal PreparedInstance(AttestedInstance instance, IProcessHandle root)
    {
        Instance = instance;
        Root = root;
    }

    /// <summary>The instance.</summary>
    public AttestedInstance Instance { get; }

    internal IProcessHandle? Root { get; private set; }

    internal IProcessHandle Take()
    {
        var root = Root ?? throw new InvalidOperationException("the instance was adopted or given up before");
        Root = null;
        return root;
    }

    /// <summary>Gives it up, unless it was adopted.</summary>
    public void Dispose()
    {
        Root?.Dispose();
        Root = null;
    }
}
