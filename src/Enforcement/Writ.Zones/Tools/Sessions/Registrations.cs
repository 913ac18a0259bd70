using Writ.Domain;

namespace Writ.Zones.Tools;

/// <summary>Compares registrations by what they say: a release that is read again says the same in other objects.</summary>
internal static class Registrations
{
    /// <summary>Whether two registrations lead to the same server in the same way.</summary>
    public static bool Same(ServerRegistration one, ServerRegistration other) => (one, other) switch
    {
        (ServerRegistration.Stdio a, ServerRegistration.Stdio b) =>
            a.Name == b.Name && a.Directory == b.Directory && a.Command.SequenceEqual(b.Command) && a.Environment.SequenceEqual(b.Environment),
        (ServerRegistration.Http a, ServerRegistration.Http b) => a.Name == b.Name && a.Endpoint == b.Endpoint,
        _ => false,
    };
}
